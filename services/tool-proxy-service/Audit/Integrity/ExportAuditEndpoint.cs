using System.IO.Pipelines;
using FourRunr.Audit;
using FourRunr.ToolProxy.Audit.Shipping;

namespace FourRunr.ToolProxy.Audit.Integrity;

internal static class ExportAuditEndpoint
{
    private const string JsonLines = "application/x-ndjson";
    private const int RowsPerFlush = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/admin/audit/export", HandleAsync)
        .WithName("ExportAudit")
        .EndsWithCredential()
        .Produces<string>(StatusCodes.Status200OK, JsonLines);

    /// <summary>
    /// Hands out the trail as JSON Lines: the public keys, then of each writer its checkpoints and its rows, every entry byte for byte as
    /// it was written. <c>verify-audit</c> checks it offline. An export that cannot be finished breaks off its connection.
    /// </summary>
    /// <param name="from">Calls at or after this moment (RFC 3339); without it from the oldest row on.</param>
    /// <param name="to">Calls before this moment (RFC 3339); without it to the newest row.</param>
    internal static async Task HandleAsync(
        HttpContext context, ArchivedTrail trail, CheckpointKeyStore keys, AuditShipper shipper, DateTimeOffset? from, DateTimeOffset? to)
    {
        var cancellationToken = context.RequestAborted;
        await shipper.CatchUpAsync(cancellationToken);
        var known = await keys.ListAsync(cancellationToken);
        var ranges = await trail.RangesAsync(from, to, cancellationToken);
        context.Response.ContentType = JsonLines;
        foreach (var key in known)
        {
            AuditExport.Write(context.Response.BodyWriter, new AuditKey(key.KeyId, key.PublicKeyPem));
        }

        try
        {
            foreach (var range in ranges)
            {
                await WriteAsync(range, trail, context.Response.BodyWriter, cancellationToken);
            }
        }
        catch (StorageUnavailableException) when (context.Response.HasStarted)
        {
            // A partial export must not look complete.
            context.Abort();
        }
    }

    private static async Task WriteAsync(TrailRange range, ArchivedTrail trail, PipeWriter export, CancellationToken cancellationToken)
    {
        foreach (var checkpoint in await trail.CheckpointsAsync(range, cancellationToken))
        {
            AuditExport.Write(export, checkpoint);
        }

        var rows = 0;
        await foreach (var row in trail.RowsAsync(range, cancellationToken))
        {
            AuditExport.Write(export, row);
            if (++rows % RowsPerFlush == 0)
            {
                await export.FlushAsync(cancellationToken);
            }
        }
    }
}
