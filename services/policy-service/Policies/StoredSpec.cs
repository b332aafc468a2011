namespace FourRunr.Policy.Policies;

/// <summary>Converts the spec of a policy to and from the stored text.</summary>
internal static class StoredSpec
{
    public static string Write(PolicySpec spec) => JsonSerializer.Serialize(spec, GatewayJson.Strict);

    /// <summary>
    /// Strict, because replicas of two releases may run side by side: the older one must not ignore a guard that it does not know. It
    /// fails, and nothing is allowed.
    /// </summary>
    public static PolicySpec Read(string json) => JsonSerializer.Deserialize<PolicySpec>(json, GatewayJson.Strict)
        ?? throw new JsonException("The stored spec is null.");
}
