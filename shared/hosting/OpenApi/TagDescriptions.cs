using System.Collections.Frozen;

namespace FourRunr.Hosting.OpenApi;

/// <summary>One sentence for each group of operations.</summary>
internal static class TagDescriptions
{
    private static readonly FrozenDictionary<string, string> ByTag = new Dictionary<string, string>
    {
        ["Tools"] = "What agents do: call tools, and see which they may call.",
        ["Budgets"] = "What may be spent, and what is left of it.",
        ["Approvals"] = "Calls that people allow one by one.",
        ["Audit"] = "What was called, refused or not; the live stream, and proofs that the record is whole.",
        ["Resilience"] = "Circuit breakers around tools.",
        ["Chaos"] = "Faults that are injected on purpose.",
        ["Credentials"] = "The real keys of tools, encrypted and versioned.",
        ["Declared tools"] = "Tools of HTTP APIs, declared by documents.",
        ["Prices"] = "What models and tools cost, in versions.",
        ["Compatible"] = "For existing 4Runr clients; thin forms over the same behaviour.",
        ["Agents"] = "Agents and their keys.",
        ["Tokens"] = "Short-lived tokens of agents.",
        ["Revocations"] = "The kill switch.",
        ["Operators"] = "People and machines that run the gateway.",
        ["OAuth 2.0"] = "Tokens by an agent's own key, as OAuth 2.0 has it.",
        ["Signing keys"] = "Keys that sign tokens.",
        ["Security events"] = "What should not happen in a healthy system.",
        ["policies"] = "What agents may do: written, explained, simulated, tested and applied as code.",
        ["decisions"] = "What becomes of a call, and why.",
        ["Health"] = "Whether the service runs and can serve.",
        ["Documents"] = "Documents that describe the gateway.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string? Of(string tag) => ByTag.GetValueOrDefault(tag);
}
