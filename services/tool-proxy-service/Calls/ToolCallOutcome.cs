using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Calls;

/// <summary>How a call ended, with all facts about it.</summary>
internal abstract record ToolCallOutcome(CallFacts Facts)
{
    public const string Ok = "ok";
    public const string Cancelled = "cancelled";

    /// <summary><c>ok</c>, <c>cancelled</c> or the code of the refusal, as in metrics, log lines and records.</summary>
    public string Code => this switch
    {
        Answered or Streamed { IsCallerGone: false } => Ok,
        Refused refused => refused.Why.Kind.Code,
        _ => Cancelled,
    };

    public int Status => this switch
    {
        Answered or Streamed { IsCallerGone: false } => StatusCodes.Status200OK,
        Refused refused => refused.Why.Kind.Status,
        _ => StatusCodes.Status499ClientClosedRequest,
    };

    /// <summary>The tool answered.</summary>
    /// <param name="Data">After the filters of the policies.</param>
    /// <param name="Origin">See <see cref="ToolResult.Success"/>.</param>
    public sealed record Answered(CallFacts Facts, AllowedCall Call, ToolData Data, string Origin) : ToolCallOutcome(Facts)
    {
        /// <summary>True for a mock's answer, also one that was cached or replayed; null otherwise, so that it is left out.</summary>
        public bool? IsMock => Origin == ToolResult.Mock ? true : null;
    }

    /// <summary>The answer has streamed, but for its end. A stream that failed after it had begun is <see cref="Refused"/>.</summary>
    /// <param name="End">See <see cref="ToolResult.Streamed"/>.</param>
    public sealed record Streamed(CallFacts Facts, AllowedCall Call, ReadOnlyMemory<byte> End, bool IsCallerGone) : ToolCallOutcome(Facts);

    /// <summary>A step refused, or the tool failed.</summary>
    public sealed record Refused(CallFacts Facts, Refusal Why) : ToolCallOutcome(Facts)
    {
        /// <summary>See <see cref="ToolResult.Failure"/>.</summary>
        public ReadOnlyMemory<byte> End { get; init; }
    }

    /// <summary>The caller closed the connection before the end; nobody reads the answer, but the call is recorded.</summary>
    public sealed record Abandoned(CallFacts Facts) : ToolCallOutcome(Facts);
}
