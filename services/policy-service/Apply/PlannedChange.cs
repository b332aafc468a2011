using FourRunr.Policy.Policies;

namespace FourRunr.Policy.Apply;

/// <summary>The planned change of one policy.</summary>
/// <param name="Before">The stored policy; null for a new one.</param>
/// <param name="After">The new row. For a deletion, the last version in the history; for an unchanged policy, the stored one.</param>
internal sealed record PlannedChange(AppliedChange Kind, PolicyRow? Before, PolicyRow After, IReadOnlyList<ChangedField>? Fields = null)
{
    public string Name => After.Name;

    /// <summary>Whose decisions are no longer valid.</summary>
    public IEnumerable<string> Subjects => Kind switch
    {
        AppliedChange.Unchanged => [],
        _ => Before is null ? [After.Subject] : [Before.Subject, After.Subject],
    };

    public static PlannedChange Creation(PolicyRow policy) => new(AppliedChange.Created, null, policy);

    public static PlannedChange Deletion(PolicyRow current, PolicyRow last) => new(AppliedChange.Deleted, current, last);

    public static PlannedChange Of(PolicyRow current, PolicyRow next) => FieldChanges.Between(current, next) is { Count: > 0 } fields
        ? new(AppliedChange.Updated, current, next, fields)
        : new(AppliedChange.Unchanged, current, current);

    /// <summary>What is put on record of it; null for nothing.</summary>
    public Change? ToRecord() => Kind switch
    {
        AppliedChange.Created => PolicyChange.Created(After),
        AppliedChange.Updated when Before is not null => PolicyChange.Between(ChangeActions.PolicySaved, Before, After),
        AppliedChange.Deleted when Before is not null => PolicyChange.Deleted(Before),
        _ => null,
    };

    public AppliedPolicy ToResponse(bool dryRun) => new(
        Name,
        Kind,
        Kind == AppliedChange.Created && dryRun ? null : After.PolicyId,
        Kind == AppliedChange.Deleted ? null : After.Version,
        Fields);
}
