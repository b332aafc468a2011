using System.Buffers;
using FourRunr.Audit;
using FourRunr.Contracts;

namespace FourRunr.Shared.Tests.Audit;

/// <summary>Trails as exports.</summary>
internal static class Export
{
    public static string Of(IEnumerable<Trail> trails, bool checkpointsFirst = false)
    {
        var output = new ArrayBufferWriter<byte>();
        AuditExport.Write(output, new AuditKey(Trail.Key.KeyId, Trail.Key.ExportPublicKeyPem()));
        foreach (var trail in trails)
        {
            var ahead = new Queue<AuditCheckpoint>(trail.Checkpoints);
            foreach (var row in trail.Rows)
            {
                Write(ahead, checkpoint => checkpointsFirst || checkpoint.Seq < row.Seq);
                AuditExport.Write(output, row);
            }

            Write(ahead, _ => true);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);

        void Write(Queue<AuditCheckpoint> ahead, Func<AuditCheckpoint, bool> isDue)
        {
            while (ahead.TryPeek(out var checkpoint) && isDue(checkpoint))
            {
                AuditExport.Write(output, ahead.Dequeue());
            }
        }
    }

    public static Task<AuditReportResponse> VerifyAsync(string export, params CheckpointPublicKey[] trusted) =>
        AuditExport.VerifyAsync(new MemoryStream(Encoding.UTF8.GetBytes(export)), trusted);

    public static async Task<List<(long Number, AuditExportLine Line)>> ReadAsync(byte[] export)
    {
        var lines = new List<(long, AuditExportLine)>();
        await foreach (var line in AuditExport.ReadAsync(new MemoryStream(export)))
        {
            lines.Add(line);
        }

        return lines;
    }
}
