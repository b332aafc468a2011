using System.Buffers;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Audit.Shipping;

namespace FourRunr.ToolProxy.Audit;

internal static class GetCallEndpoint
{
    private const int DigitsOfId = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/calls/{callId}", HandleAsync)
        .WithName("GetCall").Refuses(GatewayErrors.NotFound);

    /// <summary>
    /// Returns the record of one call, and its row of the audit trail with the calls before and after it in the same chain. A call whose end is
    /// not recorded is <c>unfinished</c>.
    /// </summary>
    internal static async Task<Results<Ok<RecordedCallResponse>, ProblemResult>> HandleAsync(
        string callId, CallPlaces calls, AuditShipper shipper, CancellationToken cancellationToken)
    {
        await shipper.CatchUpAsync(cancellationToken);
        return IsId(callId) && await calls.FindAsync(callId, cancellationToken) is { } call
            ? TypedResults.Ok(call)
            : new ProblemResult(GatewayErrors.NotFound, "There is no record of a call with this id.")
            {
                HowToFix = "GET /v1/admin/calls lists the calls; records older than Audit:Retention are gone.",
            };
    }

    private static bool IsId(string callId) =>
        callId.StartsWith(GatewayId.Call, StringComparison.Ordinal)
        && callId.AsSpan(GatewayId.Call.Length) is { Length: DigitsOfId } digits && !digits.ContainsAnyExcept(Digits);
}
