namespace FourRunr.Contracts;

/// <summary>Names of the things whose cached answers can be invalidated; shared by who publishes and who caches.</summary>
public static class InvalidationSubjects
{
    /// <summary>Everything that was ever answered about any credential.</summary>
    public const string AllTokens = "tokens";

    /// <summary>The ring of signing keys changed.</summary>
    public const string KeyRing = "key-ring";

    /// <summary>Declared tools changed.</summary>
    public const string Tools = "tools";

    /// <summary>The prices changed.</summary>
    public const string Prices = "prices";

    public static string Token(string tokenId) => $"token:{tokenId}";

    public static string Agent(string agentId) => $"agent:{agentId}";

    public static string Role(string role) => $"role:{role}";

    public static string Operator(string operatorId) => $"operator:{operatorId}";

    public static string AgentPolicies(string agentId) => $"policy:agent:{agentId}";

    public static string RolePolicies(string role) => $"policy:role:{role}";

    public static string TagPolicies(string tag) => $"policy:tag:{tag}";

    /// <summary>The stored credential of a tool.</summary>
    public static string Credential(string tool) => $"credential:{tool}";
}
