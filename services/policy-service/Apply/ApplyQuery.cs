using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Apply;

/// <summary>How a set is applied. A YAML stream has no other place for it.</summary>
/// <param name="DryRun">Only report what would change.</param>
/// <param name="Prune">Delete stored policies that are not in the set.</param>
/// <param name="PrunePrefix">Delete only policies whose name begins with this.</param>
internal readonly record struct ApplyQuery(
    [property: FromQuery(Name = "dry_run")] bool? DryRun = null,
    [property: FromQuery(Name = "prune")] bool? Prune = null,
    [property: FromQuery(Name = "prune_prefix")] string? PrunePrefix = null)
{
    /// <summary>The query overrides the body.</summary>
    public ApplyRequest Override(ApplyRequest body) =>
        body with { Prune = Prune ?? body.Prune, PrunePrefix = string.IsNullOrEmpty(PrunePrefix) ? body.PrunePrefix : PrunePrefix };
}
