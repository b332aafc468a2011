using System.Text.Json;
using FourRunr.Contracts;

namespace FourRunr.Policy.Policies;

/// <summary>A policy's spec as the text that is stored.</summary>
internal static class StoredSpec
{
    public static string Write(PolicySpec spec) => JsonSerializer.Serialize(spec, GatewayJson.Strict);

    /// <summary>
    /// Strict also here: while replicas of two versions run side by side, the older must not pass over a guard that it
    /// does not know. It fails, and nothing is allowed.
    /// </summary>
    public static PolicySpec Read(string json) => JsonSerializer.Deserialize<PolicySpec>(json, GatewayJson.Strict)
        ?? throw new JsonException("The stored spec is null.");
}
