namespace FourRunr.Contracts;

/// <summary>Body of <c>POST /v1/policies/apply</c>: the policies that there should be, matched by name.</summary>
/// <param name="Policies">1 to 1,000; no name twice.</param>
/// <param name="Prune">Whether stored policies that are not in the set are deleted.</param>
/// <param name="PrunePrefix">Only those are deleted whose name begins like this.</param>
public sealed record ApplyRequest(IReadOnlyList<PolicyRequest> Policies, bool Prune = false, string? PrunePrefix = null);

/// <summary>What was done, or with <c>dry_run</c> what would be.</summary>
/// <param name="Changes">By name; unchanged policies too.</param>
public sealed record ApplyResponse(bool DryRun, int Created, int Updated, int Unchanged, int Deleted, IReadOnlyList<AppliedPolicy> Changes);

public enum AppliedChange
{
    Created,
    Updated,
    Unchanged,
    Deleted,
}

/// <param name="PolicyId">Absent for one that a dry run would create.</param>
/// <param name="Version">The version that is then current; absent for a deleted policy.</param>
/// <param name="Fields">What an update changes.</param>
public sealed record AppliedPolicy(
    string Name, AppliedChange Change, string? PolicyId = null, int? Version = null, IReadOnlyList<ChangedField>? Fields = null);

/// <param name="Path">E.g. <c>spec.rate_limit.burst</c>.</param>
/// <param name="Before">Absent: it was not there.</param>
/// <param name="After">Absent: it is not there any more.</param>
public sealed record ChangedField(string Path, JsonNode? Before = null, JsonNode? After = null);
