using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Hosting.Changes;

internal static class ClaimChangesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/claim", HandleAsync);

    /// <summary>Takes changes of operators that are not in the audit trail yet, for 30 seconds. Whoever has written them to a journal acknowledges them.</summary>
    internal static async Task<Ok<ClaimedChangesResponse>> HandleAsync(
        [FromBody] ClaimChangesRequest request, ChangeOutbox outbox, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ClaimedChangesResponse(await outbox.ClaimAsync(request.Writer, request.Limit, cancellationToken)));
}
