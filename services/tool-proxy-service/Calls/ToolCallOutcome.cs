using FourRunr.ToolProxy.CallRecords;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Calls;

/// <summary>How a call ended, with all that is known about it.</summary>
internal abstract record ToolCallOutcome(CallFacts Facts)
{
    /// <summary><c>ok</c>, <c>cancelled</c> or the code of the refusal: what metrics, log lines and records call it.</summary>
    public string Code => this switch
    {
        Answered => CallRecord.Ok,
        Refused refused => refused.Why.Kind.Code,
        _ => CallRecord.Cancelled,
    };

    public int Status => this switch
    {
        Answered => StatusCodes.Status200OK,
        Refused refused => refused.Why.Kind.Status,
        _ => StatusCodes.Status499ClientClosedRequest,
    };

    /// <summary>The tool answered.</summary>
    public sealed record Answered(CallFacts Facts, ToolData Data) : ToolCallOutcome(Facts);

    /// <summary>A step refused, or the tool failed.</summary>
    public sealed record Refused(CallFacts Facts, Refusal Why) : ToolCallOutcome(Facts);

    /// <summary>The caller went away before the end; nobody reads an answer, but the record is kept.</summary>
    public sealed record Abandoned(CallFacts Facts) : ToolCallOutcome(Facts);
}
