using FourRunr.Hosting.Documents;
using FourRunr.Hosting.Requests;
using FourRunr.ToolProxy.Prices.Documents;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Prices.Management;

internal static class PutPricesEndpoint
{
    private const int MaxBodyBytes = 16 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("", HandleAsync).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).AcceptsDocument<PricesBody>().WithBodyExample(PricesBody.Example)
            .RequireAccess(AccessRole.Admin).WithName("SetPrices").Refuses(GatewayErrors.Conflict, GatewayErrors.PreconditionFailed)
            .ReadsHeaders(HeaderDescription.IfMatch).ReturnsHeaders(HeaderDescription.ETag);

    /// <summary>
    /// Replaces all prices, see docs/guides/prices.md: what the body does not name has no price any more. They count from <c>effective_from</c>, or
    /// at once; calls under way keep the prices that they began with. With If-Match, only if the newest version is still the one that was read.
    /// </summary>
    internal static async Task<Results<Ok<PricesResponse>, ProblemResult>> HandleAsync(
        HttpContext context, PriceEditor editor, CancellationToken cancellationToken)
    {
        var (document, refusal) = await DocumentBody.ReadAsync(context.Request, PriceDocumentReader.Read, cancellationToken);
        if (document is null)
        {
            return refusal!;
        }

        return await editor.SetAsync(document, IfMatch.Of(context.Request), Actor.Of(context), cancellationToken) switch
        {
            PriceOutcome.Done done => TypedResults.Ok(PriceResults.Tagged(done.Newest.ToResponse(), context.Response)),
            var refused => ((PriceOutcome.Refused)refused).Problem,
        };
    }
}
