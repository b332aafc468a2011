using System.Globalization;
using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using FourRunr.Hosting.Paging;
using FourRunr.Hosting.Queries;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FourRunr.Policy.Policies;

internal static class ListPolicyVersionsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id}/versions", ListAsync).Refuses(GatewayErrors.NotFound);

    /// <summary>The history of a policy, the newest version first, also of one that was deleted.</summary>
    internal static async Task<Results<Ok<Page<PolicyVersionResponse>>, ProblemResult>> ListAsync(
        string id, [AsParameters] PageQuery page, PolicyReader reader, CancellationToken cancellationToken)
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

        var versions = await reader.ListVersionsAsync(id, before, page.SizeToRead, cancellationToken);
        return versions.Count == 0 && before is null
            ? PolicyAnswers.NotFound()
            : TypedResults.Ok(page.Page(
                versions, version => version.ToResponse(), version => version.Version.ToString(CultureInfo.InvariantCulture)));
    }
}
