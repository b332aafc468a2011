using System.Data.Common;
using FourRunr.Hosting.Requests;
using FourRunr.Invalidation;

namespace FourRunr.Policy.Policies;

/// <summary>Changes policies. Each change makes the next version in one transaction, and is published to all caches after it.</summary>
internal sealed class PolicyEditor(Database database, ChangeOutbox changes, IInvalidationChannel invalidation, TimeProvider clock)
{
    public Task<PolicyOutcome> CreateAsync(PolicyRequest request, Actor actor, CancellationToken cancellationToken)
    {
        var policy = PolicyRow.New(request, GatewayId.New(GatewayId.Policy, clock), clock.GetStoredNow(), actor.Id);
        return CommitAsync(async transaction =>
        {
            await PolicyStore.AddAsync(transaction, policy, cancellationToken);
            await changes.AddAsync(transaction, actor, PolicyChange.Created(policy), cancellationToken);
            return new Outcome(new PolicyOutcome.Done(policy), [policy.Subject]);
        }, cancellationToken);
    }

    public Task<PolicyOutcome> ReplaceAsync(
        string policyId, PolicyRequest request, IfMatch condition, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, condition, async (transaction, current) =>
        {
            var next = current.Next(request, clock.GetStoredNow(), actor.Id);
            await PolicyStore.UpdateAsync(transaction, next, PolicyChangeKind.Updated, cancellationToken);
            await changes.AddAsync(transaction, actor, PolicyChange.Between(ChangeActions.PolicySaved, current, next), cancellationToken);
            // If the policy was moved to another agent, role or tag, both are affected.
            return new Outcome(new PolicyOutcome.Done(next), [current.Subject, next.Subject]);
        }, cancellationToken);

    /// <summary>Makes the spec of an old version the next version; name, binding and mode stay as they are.</summary>
    public Task<PolicyOutcome> RollBackAsync(
        string policyId, int version, IfMatch condition, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, condition, async (transaction, current) =>
        {
            if (await PolicyStore.FindSpecAsync(transaction, policyId, version, cancellationToken) is not { } spec)
            {
                return new Outcome(new PolicyOutcome.NoSuchVersion(version), []);
            }

            var next = current.Next(clock.GetStoredNow(), actor.Id) with { Spec = spec };
            await PolicyStore.UpdateAsync(transaction, next, PolicyChangeKind.RolledBack, cancellationToken);
            await changes.AddAsync(transaction, actor, PolicyChange.Between(ChangeActions.PolicyRolledBack, current, next), cancellationToken);
            return new Outcome(new PolicyOutcome.Done(next), [next.Subject]);
        }, cancellationToken);

    public Task<PolicyOutcome> DeleteAsync(string policyId, IfMatch condition, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(policyId, condition, async (transaction, current) =>
        {
            await PolicyStore.DeleteAsync(transaction, current.Next(clock.GetStoredNow(), actor.Id), cancellationToken);
            await changes.AddAsync(transaction, actor, PolicyChange.Deleted(current), cancellationToken);
            return new Outcome(new PolicyOutcome.Done(current), [current.Subject]);
        }, cancellationToken);

    private Task<PolicyOutcome> ChangeAsync(
        string policyId, IfMatch condition, Func<DbTransaction, PolicyRow, Task<Outcome>> change, CancellationToken cancellationToken) =>
        CommitAsync(async transaction => await PolicyStore.LockAsync(transaction, policyId, cancellationToken) switch
        {
            null => new Outcome(new PolicyOutcome.NotFound(), []),
            var current when !condition.Matches(current.Version) => new Outcome(new PolicyOutcome.VersionMismatch(current.Version), []),
            var current => await change(transaction, current),
        }, cancellationToken);

    private async Task<PolicyOutcome> CommitAsync(Func<DbTransaction, Task<Outcome>> work, CancellationToken cancellationToken)
    {
        Outcome outcome;
        try
        {
            outcome = await database.WriteAsync(work, cancellationToken);
        }
        catch (DbException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            return new PolicyOutcome.NameTaken();
        }

        if (outcome.Subjects.Length > 0)
        {
            // Not cancelled with the request: the change is stored, and the caches must learn of it even if the caller is gone.
            await invalidation.PublishAsync(outcome.Subjects, CancellationToken.None);
        }

        return outcome.Answer;
    }

    /// <param name="Subjects">Whose decisions are no longer valid.</param>
    private sealed record Outcome(PolicyOutcome Answer, string[] Subjects);
}
