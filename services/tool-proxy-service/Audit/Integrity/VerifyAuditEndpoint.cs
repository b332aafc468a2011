using FourRunr.Audit;
using FourRunr.ToolProxy.Audit.Shipping;

namespace FourRunr.ToolProxy.Audit.Integrity;

internal static class VerifyAuditEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/audit/verify", HandleAsync).WithName("VerifyAudit").EndsWithCredential();

    /// <summary>
    /// Reads the trail and checks hashes, places, gaps and signed checkpoints; every defect is a finding that names its row. Takes
    /// about a second for 100,000 rows.
    /// </summary>
    /// <param name="from">Calls at or after this moment (RFC 3339); without it from the oldest row on.</param>
    /// <param name="to">Calls before this moment (RFC 3339); without it to the newest row.</param>
    internal static async Task<Ok<AuditReportResponse>> HandleAsync(
        ArchivedTrail trail, CheckpointKeyStore keys, AuditShipper shipper, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        await shipper.CatchUpAsync(cancellationToken);
        var trusted = (await keys.ListAsync(cancellationToken)).Select(key => CheckpointPublicKey.FromPem(key.PublicKeyPem));
        var verifier = new AuditVerifier(trusted);
        foreach (var range in await trail.RangesAsync(from, to, cancellationToken))
        {
            if (range.Head is { } head)
            {
                verifier.ExpectHead(range.Writer, head);
            }

            foreach (var checkpoint in await trail.CheckpointsAsync(range, cancellationToken))
            {
                verifier.AddCheckpoint(checkpoint);
            }

            await foreach (var row in trail.RowsAsync(range, cancellationToken))
            {
                verifier.Add(row);
            }
        }

        return TypedResults.Ok(verifier.Complete());
    }
}
