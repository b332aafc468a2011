using FourRunr.Contracts;
using FourRunr.Hosting.Queries;

namespace FourRunr.ToolProxy.CallRecords;

/// <summary>A query parameter that names an outcome of a call record.</summary>
internal sealed class CallOutcomeAttribute : OneOfAttribute
{
    public override IReadOnlyCollection<string> Values { get; } =
        [CallRecord.Ok, CallRecord.Cancelled, CallRecord.Unfinished, .. GatewayErrors.ByCode.Keys.Order(StringComparer.Ordinal)];
}
