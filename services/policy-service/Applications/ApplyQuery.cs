using FourRunr.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Applications;

/// <summary>How a set is applied; a YAML stream has no other place to say so.</summary>
/// <param name="DryRun">Only say what would change.</param>
/// <param name="Prune">Delete stored policies that are not in the set.</param>
/// <param name="PrunePrefix">Delete only those whose name begins like this.</param>
internal readonly record struct ApplyQuery(
    [FromQuery(Name = "dry_run")] bool? DryRun = null,
    [FromQuery(Name = "prune")] bool? Prune = null,
    [FromQuery(Name = "prune_prefix")] string? PrunePrefix = null)
{
    /// <summary>What the query says goes before what the body says.</summary>
    public ApplyRequest Over(ApplyRequest body) =>
        body with { Prune = Prune ?? body.Prune, PrunePrefix = string.IsNullOrEmpty(PrunePrefix) ? body.PrunePrefix : PrunePrefix };
}
