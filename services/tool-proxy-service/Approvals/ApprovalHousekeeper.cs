using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Approvals;

/// <summary>Deletes requests that are older than <see cref="ApprovalOptions.Retention"/>; the audit trail keeps what became of them.</summary>
internal sealed class ApprovalHousekeeper(ApprovalStore store, IOptions<ApprovalOptions> options, TimeProvider clock, ILogger<ApprovalHousekeeper> log)
    : Housekeeper("Old approvals could not be deleted", clock, log)
{
    protected override Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        store.CleanAsync(now - options.Value.Retention, cancellationToken);
}
