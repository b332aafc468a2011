using System.Data.Common;
using FourRunr.Invalidation;
using FourRunr.Policy.Policies;

namespace FourRunr.Policy.Apply;

/// <summary>Compares a set of policies with the stored ones and stores the difference, in one transaction.</summary>
internal sealed class PolicyApplier(Database database, ChangeOutbox changes, IInvalidationChannel invalidation, TimeProvider clock)
{
    /// <returns>Null when another request created a policy of the set in the meantime. Then nothing was changed.</returns>
    public async Task<ApplyResponse?> ApplyAsync(ApplyRequest set, bool dryRun, Actor actor, CancellationToken cancellationToken)
    {
        IReadOnlyList<PlannedChange> plan;
        try
        {
            plan = await database.WriteAsync(
                async transaction =>
                {
                    var planned = await PlanAsync(transaction, set, actor.Id, cancellationToken);
                    foreach (var change in dryRun ? [] : planned)
                    {
                        await StoreAsync(transaction, change, cancellationToken);
                    }

                    await changes.AddAsync(transaction, actor, dryRun ? [] : [.. planned.Select(change => change.ToRecord()).OfType<Change>()], cancellationToken);

                    return planned;
                },
                cancellationToken,
                isPatient: true);
        }
        catch (DbException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            return null;
        }

        var subjects = plan.SelectMany(change => change.Subjects).Distinct().ToArray();
        if (!dryRun && subjects.Length > 0)
        {
            // Not cancelled with the request: the change is stored, and the caches must learn of it even if the caller is gone.
            await invalidation.PublishAsync(subjects, CancellationToken.None);
        }

        return ToResponse(plan, dryRun);
    }

    private async Task<IReadOnlyList<PlannedChange>> PlanAsync(
        DbTransaction transaction, ApplyRequest set, string operatorId, CancellationToken cancellationToken)
    {
        var now = clock.GetStoredNow();
        // One set at a time: two sets that lock the same policies in a different order would deadlock.
        await PolicyStore.LockApplyAsync(transaction, cancellationToken);
        string[] names = [.. set.Policies.Select(policy => policy.Name)];
        var rows = await PolicyStore.LockSetAsync(
            transaction, database.Dialect, names, set.Prune, set.PrunePrefix ?? "", cancellationToken);
        var stored = rows.ToDictionary(policy => policy.Name, StringComparer.Ordinal);
        var wanted = set.Policies.Select(policy => stored.Remove(policy.Name, out var current)
            ? PlannedChange.Of(current, current.Next(policy, now, operatorId))
            : PlannedChange.Creation(PolicyRow.New(policy, GatewayId.New(GatewayId.Policy, clock), now, operatorId))).ToArray();
        var pruned = stored.Values.Select(policy => PlannedChange.Deletion(policy, policy.Next(now, operatorId)));
        return [.. wanted.Concat(pruned).OrderBy(change => change.Name, StringComparer.Ordinal)];
    }

    private static Task StoreAsync(DbTransaction transaction, PlannedChange change, CancellationToken cancellationToken) =>
        change.Kind switch
        {
            AppliedChange.Created => PolicyStore.AddAsync(transaction, change.After, cancellationToken),
            AppliedChange.Updated => PolicyStore.UpdateAsync(transaction, change.After, PolicyChangeKind.Updated, cancellationToken),
            AppliedChange.Deleted => PolicyStore.DeleteAsync(transaction, change.After, cancellationToken),
            _ => Task.CompletedTask,
        };

    private static ApplyResponse ToResponse(IReadOnlyList<PlannedChange> plan, bool dryRun) => new(
        dryRun,
        plan.Count(change => change.Kind == AppliedChange.Created),
        plan.Count(change => change.Kind == AppliedChange.Updated),
        plan.Count(change => change.Kind == AppliedChange.Unchanged),
        plan.Count(change => change.Kind == AppliedChange.Deleted),
        [.. plan.Select(change => change.ToResponse(dryRun))]);
}
