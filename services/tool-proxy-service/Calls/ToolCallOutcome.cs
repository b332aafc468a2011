using System.Text.Json.Nodes;

namespace FourRunr.ToolProxy.Calls;

/// <summary>How a call ended, with all that is known about it.</summary>
internal abstract record ToolCallOutcome(CallFacts Facts)
{
    /// <summary>The tool answered.</summary>
    public sealed record Answered(CallFacts Facts, JsonNode? Data) : ToolCallOutcome(Facts);

    /// <summary>A step refused, or the tool failed.</summary>
    public sealed record Refused(CallFacts Facts, Refusal Why) : ToolCallOutcome(Facts);

    /// <summary>The caller went away before the end; nobody reads an answer, but the record is kept.</summary>
    public sealed record Abandoned(CallFacts Facts) : ToolCallOutcome(Facts);
}
