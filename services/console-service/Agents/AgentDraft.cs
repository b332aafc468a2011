namespace FourRunr.WebConsole.Agents;

/// <summary>What the form for a new agent holds.</summary>
internal sealed class AgentDraft
{
    public string Name { get; set; } = "";

    public string Role { get; set; } = "";

    /// <summary>Separated by commas.</summary>
    public string Tags { get; set; } = "";

    public string PublicKey { get; set; } = "";

    public CreateAgentRequest ToRequest() => new(
        Name, Role, PublicKeyPem: string.IsNullOrWhiteSpace(PublicKey) ? null : PublicKey, Tags: Words(Tags) is { Count: > 0 } tags ? tags : null);

    public static IReadOnlyList<string> Words(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
