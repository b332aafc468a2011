using FourRunr.Hosting.Queries;

using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.CallRecords;

/// <summary>A query parameter that names an outcome of a call record.</summary>
internal sealed class CallOutcomeAttribute : OneOfAttribute
{
    public override IReadOnlyCollection<string> Values { get; } =
        [ToolCallOutcome.Ok, ToolCallOutcome.Cancelled, CallRecord.Unfinished, .. GatewayErrors.ByCode.Keys.Order(StringComparer.Ordinal)];
}
