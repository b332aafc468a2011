using System.Data.Common;
using FourRunr.ToolProxy.Idempotency;

namespace FourRunr.ToolProxy.Approvals;

/// <summary>For a call that nobody has approved: its key is only looked at, because the call may have been made before.</summary>
internal sealed class NeverApproved : IClaimCondition
{
    public static readonly NeverApproved Instance = new();

    public Task<bool> TakeAsync(DbTransaction transaction, bool isTakeover, DateTimeOffset now) => Task.FromResult(false);

    public Task GiveBackAsync(DbTransaction transaction) => Task.CompletedTask;
}
