using System.Data.Common;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.Policy.Policies;

/// <summary>Changes policies: each change is one transaction that makes the next version, and is told to all caches after it.</summary>
internal sealed class PolicyEditor(Database database, IInvalidationChannel invalidation, TimeProvider clock)
{
    public Task<PolicyOutcome> CreateAsync(PolicyRequest request, string operatorId, CancellationToken cancellationToken)
    {
        var policy = PolicyRow.New(request, GatewayId.New(GatewayId.Policy, clock), Now(), operatorId);
        return CommitAsync(async transaction =>
        {
            var table = new PolicyTable(transaction, cancellationToken);
            await table.InsertAsync(policy);
            await table.RecordAsync(policy, PolicyChangeKind.Created);
            return new Change(new PolicyOutcome.Done(policy), [policy.Subject]);
        }, cancellationToken);
    }

    public Task<PolicyOutcome> ReplaceAsync(
        string policyId, PolicyRequest request, IfMatch condition, string operatorId, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, condition, async (current, table) =>
        {
            var next = current.Saying(request).Next(Now(), operatorId);
            await table.UpdateAsync(next);
            await table.RecordAsync(next, PolicyChangeKind.Updated);
            // A policy that was moved to another agent or role is missed by one and new to the other.
            return new Change(new PolicyOutcome.Done(next), [current.Subject, next.Subject]);
        }, cancellationToken);

    /// <summary>An old version's spec becomes a new version; name, binding and mode stay as they are.</summary>
    public Task<PolicyOutcome> RollBackAsync(
        string policyId, int version, IfMatch condition, string operatorId, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, condition, async (current, table) =>
        {
            if (await table.FindSpecAsync(policyId, version) is not { } spec)
            {
                return new Change(new PolicyOutcome.NoSuchVersion(version), []);
            }

            var next = current.Next(Now(), operatorId) with { Spec = spec };
            await table.UpdateAsync(next);
            await table.RecordAsync(next, PolicyChangeKind.RolledBack);
            return new Change(new PolicyOutcome.Done(next), [next.Subject]);
        }, cancellationToken);

    public Task<PolicyOutcome> DeleteAsync(string policyId, IfMatch condition, string operatorId, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, condition, async (current, table) =>
        {
            await table.DeleteAsync(policyId);
            await table.RecordAsync(current.Next(Now(), operatorId), PolicyChangeKind.Deleted);
            return new Change(new PolicyOutcome.Done(current), [current.Subject]);
        }, cancellationToken);

    private Task<PolicyOutcome> ChangeAsync(
        string policyId, IfMatch condition, Func<PolicyRow, PolicyTable, Task<Change>> change, CancellationToken cancellationToken) =>
        CommitAsync(async transaction =>
        {
            var table = new PolicyTable(transaction, cancellationToken);
            return await table.LockAsync(policyId) switch
            {
                null => new Change(new PolicyOutcome.NotFound(), []),
                var current when !condition.Fits(current.Version) => new Change(new PolicyOutcome.Moved(current.Version), []),
                var current => await change(current, table),
            };
        }, cancellationToken);

    private async Task<PolicyOutcome> CommitAsync(Func<DbTransaction, Task<Change>> work, CancellationToken cancellationToken)
    {
        Change change;
        try
        {
            change = await database.WriteAsync(work, cancellationToken);
        }
        catch (DbException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            return new PolicyOutcome.NameTaken();
        }

        if (change.Subjects.Length > 0)
        {
            // It is stored: a caller who hangs up now must not keep the news from the caches.
            await invalidation.PublishAsync(change.Subjects, CancellationToken.None);
        }

        return change.Outcome;
    }

    /// <summary>In the precision that is stored, so that a policy reads the same right after its change and later.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <param name="Subjects">Whose decisions are void.</param>
    private sealed record Change(PolicyOutcome Outcome, string[] Subjects);
}
