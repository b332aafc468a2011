using System.Data.Common;
using FourRunr.Hosting.Requests;
using FourRunr.Invalidation;
using FourRunr.Storage;

namespace FourRunr.Policy.Policies;

/// <summary>Changes policies. Each change makes the next version in one transaction, and is published to all caches after it.</summary>
internal sealed class PolicyEditor(Database database, IInvalidationChannel invalidation, TimeProvider clock)
{
    public Task<PolicyOutcome> CreateAsync(PolicyRequest request, string operatorId, CancellationToken cancellationToken)
    {
        var policy = PolicyRow.New(request, GatewayId.New(GatewayId.Policy, clock), clock.GetStoredNow(), operatorId);
        return CommitAsync(async transaction =>
        {
            await PolicyStore.AddAsync(transaction, policy, cancellationToken);
            return new Change(new PolicyOutcome.Done(policy), [policy.Subject]);
        }, cancellationToken);
    }

    public Task<PolicyOutcome> ReplaceAsync(
        string policyId, PolicyRequest request, IfMatch condition, string operatorId, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, condition, async (transaction, current) =>
        {
            var next = current.Next(request, clock.GetStoredNow(), operatorId);
            await PolicyStore.UpdateAsync(transaction, next, PolicyChangeKind.Updated, cancellationToken);
            // If the policy was moved to another agent, role or tag, both are affected.
            return new Change(new PolicyOutcome.Done(next), [current.Subject, next.Subject]);
        }, cancellationToken);

    /// <summary>Makes the spec of an old version the next version; name, binding and mode stay as they are.</summary>
    public Task<PolicyOutcome> RollBackAsync(
        string policyId, int version, IfMatch condition, string operatorId, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, condition, async (transaction, current) =>
        {
            if (await PolicyStore.FindSpecAsync(transaction, policyId, version, cancellationToken) is not { } spec)
            {
                return new Change(new PolicyOutcome.NoSuchVersion(version), []);
            }

            var next = current.Next(clock.GetStoredNow(), operatorId) with { Spec = spec };
            await PolicyStore.UpdateAsync(transaction, next, PolicyChangeKind.RolledBack, cancellationToken);
            return new Change(new PolicyOutcome.Done(next), [next.Subject]);
        }, cancellationToken);

    public Task<PolicyOutcome> DeleteAsync(string policyId, IfMatch condition, string operatorId, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, condition, async (transaction, current) =>
        {
            await PolicyStore.DeleteAsync(transaction, current.Next(clock.GetStoredNow(), operatorId), cancellationToken);
            return new Change(new PolicyOutcome.Done(current), [current.Subject]);
        }, cancellationToken);

    private Task<PolicyOutcome> ChangeAsync(
        string policyId, IfMatch condition, Func<DbTransaction, PolicyRow, Task<Change>> change, CancellationToken cancellationToken) =>
        CommitAsync(async transaction => await PolicyStore.LockAsync(transaction, policyId, cancellationToken) switch
        {
            null => new Change(new PolicyOutcome.NotFound(), []),
            var current when !condition.Matches(current.Version) => new Change(new PolicyOutcome.VersionMismatch(current.Version), []),
            var current => await change(transaction, current),
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
            // Not cancelled with the request: the change is stored, and the caches must learn of it even if the caller is gone.
            await invalidation.PublishAsync(change.Subjects, CancellationToken.None);
        }

        return change.Outcome;
    }

    /// <param name="Subjects">Whose decisions are no longer valid.</param>
    private sealed record Change(PolicyOutcome Outcome, string[] Subjects);
}
