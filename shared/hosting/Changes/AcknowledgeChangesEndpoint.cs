using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Hosting.Changes;

internal static class AcknowledgeChangesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/acknowledge", HandleAsync);

    /// <summary>Says that changes are in a journal of the audit trail: this service forgets them. Repeating it is safe.</summary>
    internal static async Task<Ok<AcknowledgedChangesResponse>> HandleAsync(
        [FromBody] AcknowledgeChangesRequest request, ChangeOutbox outbox, CancellationToken cancellationToken) =>
        TypedResults.Ok(new AcknowledgedChangesResponse(await outbox.AcknowledgeAsync(request.ChangeIds, cancellationToken)));
}
