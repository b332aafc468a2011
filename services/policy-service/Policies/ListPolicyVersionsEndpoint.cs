using FourRunr.Hosting.Queries;

namespace FourRunr.Policy.Policies;

internal static class ListPolicyVersionsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id}/versions", HandleAsync).Refuses(GatewayErrors.NotFound);

    /// <summary>Lists the versions of a policy, newest first, also of a deleted one.</summary>
    internal static async Task<Results<Ok<Page<PolicyVersionResponse>>, ProblemResult>> HandleAsync(
        string id, [AsParameters] PageQuery page, PolicyStore store, CancellationToken cancellationToken)
    {
        if (page.Refusal is { } refusal)
        {
            return refusal;
        }

        int? before = null;
        if (page.Cursor is not null)
        {
            if (!int.TryParse(page.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                return InvalidQuery.Refuse("cursor", "must be the next_cursor of the page before");
            }

            before = version;
        }

        var versions = await store.ListVersionsAsync(id, before, page.SizeToRead, cancellationToken);
        return versions.Count == 0 && before is null
            ? PolicyResults.NotFound()
            : TypedResults.Ok(page.Page(
                versions, version => version.ToResponse(), version => version.Version.ToString(CultureInfo.InvariantCulture)));
    }
}
