using System.Data.Common;
using FourRunr.ToolProxy.Idempotency;

namespace FourRunr.ToolProxy.Approvals;

/// <summary>Uses an approval up for a call.</summary>
internal sealed class ApprovedUse(string approvalId, string callId) : IClaimCondition
{
    public async Task<bool> TakeAsync(DbTransaction transaction, bool isTakeover, DateTimeOffset now)
    {
        // A claim that is taken over is one of an action without side effects, whose process died.
        const string Sql = """
            UPDATE approvals SET state = @Used, is_open = FALSE, used_at = @now, used_by = @callId
            WHERE approval_id = @approvalId AND use_by > @now AND (state = @Approved OR (@isTakeover AND state = @Used))
            """;
        var values = new { ApprovalRow.Used, ApprovalRow.Approved, approvalId, callId, isTakeover, now };
        return await transaction.ExecuteAsync(Sql, values, CancellationToken.None) == 1;
    }

    public Task GiveBackAsync(DbTransaction transaction)
    {
        const string Sql = """
            UPDATE approvals SET state = @Approved, is_open = TRUE, used_at = NULL, used_by = NULL
            WHERE approval_id = @approvalId AND state = @Used AND used_by = @callId
              AND NOT EXISTS (SELECT 1 FROM approvals AS other WHERE other.digest = approvals.digest AND other.is_open)
            """;
        return transaction.ExecuteAsync(Sql, new { ApprovalRow.Approved, ApprovalRow.Used, approvalId, callId }, CancellationToken.None);
    }
}
