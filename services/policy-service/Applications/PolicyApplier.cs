using System.Data.Common;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Policy.Policies;
using FourRunr.Storage;

namespace FourRunr.Policy.Applications;

/// <summary>Compares a set of policies with the stored ones and makes the difference, in one transaction.</summary>
internal sealed class PolicyApplier(Database database, IInvalidationChannel invalidation, TimeProvider clock)
{
    /// <returns>Null when somebody else created a policy of the set in the meantime: nothing was changed.</returns>
    public async Task<ApplyResponse?> ApplyAsync(ApplyRequest set, bool dryRun, string operatorId, CancellationToken cancellationToken)
    {
        IReadOnlyList<PlannedChange> plan;
        try
        {
            plan = await database.WriteAsync(
                async transaction =>
                {
                    var table = new PolicyTable(transaction, cancellationToken);
                    var planned = await PlanAsync(set, table, operatorId);
                    foreach (var change in dryRun ? [] : planned)
                    {
                        await MakeAsync(change, table);
                    }

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
            // It is stored: a caller who hangs up now must not keep the news from the caches.
            await invalidation.PublishAsync(subjects, CancellationToken.None);
        }

        return Answer(plan, dryRun);
    }

    private async Task<IReadOnlyList<PlannedChange>> PlanAsync(ApplyRequest set, PolicyTable table, string operatorId)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        // One set after another: two that lock the same policies in another order would wait for each other for ever.
        await table.LockApplyAsync();
        var stored = (await table.LockSetAsync(database.Dialect, [.. set.Policies.Select(policy => policy.Name)], set.Prune, set.PrunePrefix ?? ""))
            .ToDictionary(policy => policy.Name, StringComparer.Ordinal);
        var wanted = set.Policies.Select(policy => stored.Remove(policy.Name, out var current)
            ? PlannedChange.Of(current, current.Saying(policy).Next(now, operatorId))
            : PlannedChange.Creation(PolicyRow.New(policy, GatewayId.New(GatewayId.Policy, clock), now, operatorId)));
        var pruned = stored.Values.Select(policy => PlannedChange.Deletion(policy, policy.Next(now, operatorId)));
        return [.. wanted.ToArray().Concat(pruned.ToArray()).OrderBy(change => change.Name, StringComparer.Ordinal)];
    }

    private static async Task MakeAsync(PlannedChange change, PolicyTable table)
    {
        switch (change.Kind)
        {
            case AppliedChange.Created:
                await table.InsertAsync(change.After);
                await table.RecordAsync(change.After, PolicyChangeKind.Created);
                break;
            case AppliedChange.Updated:
                await table.UpdateAsync(change.After);
                await table.RecordAsync(change.After, PolicyChangeKind.Updated);
                break;
            case AppliedChange.Deleted:
                await table.DeleteAsync(change.After.PolicyId);
                await table.RecordAsync(change.After, PolicyChangeKind.Deleted);
                break;
        }
    }

    private static ApplyResponse Answer(IReadOnlyList<PlannedChange> plan, bool dryRun) => new(
        dryRun,
        plan.Count(change => change.Kind == AppliedChange.Created),
        plan.Count(change => change.Kind == AppliedChange.Updated),
        plan.Count(change => change.Kind == AppliedChange.Unchanged),
        plan.Count(change => change.Kind == AppliedChange.Deleted),
        [.. plan.Select(change => change.ToAnswer(dryRun))]);
}
