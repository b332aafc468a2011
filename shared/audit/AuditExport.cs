using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>
/// The trail as JSON Lines: first the keys, then writer by writer the rows in the order of where they stand, and each checkpoint right
/// after its row or at any time before.
/// </summary>
public static class AuditExport
{
    /// <param name="output">Whoever owns it flushes it now and then.</param>
    public static void Write(IBufferWriter<byte> output, AuditExportLine line)
    {
        output.Write(JsonSerializer.SerializeToUtf8Bytes(line, AuditExportLine.Format));
        output.Write("\n"u8);
    }

    /// <summary>Verifies an export without the gateway that made it.</summary>
    /// <param name="export">Left open.</param>
    /// <param name="trusted">Whose checkpoints count. With none, the keys in the export, which proves only that it agrees with itself.</param>
    /// <exception cref="AuditExportException">A line is not one of an export.</exception>
    public static async Task<AuditReportResponse> VerifyAsync(
        Stream export, IReadOnlyCollection<CheckpointPublicKey> trusted, CancellationToken cancellationToken = default)
    {
        var verifier = new AuditVerifier(trusted);
        await foreach (var (number, line) in AuditExportReader.ReadAsync(export, cancellationToken))
        {
            switch (line)
            {
                case AuditKey key when trusted.Count == 0:
                    verifier.Trust(Read(number, key));
                    break;
                case AuditRow row:
                    verifier.Add(row);
                    break;
                case AuditCheckpoint checkpoint:
                    verifier.AddCheckpoint(checkpoint);
                    break;
            }
        }

        return verifier.Complete();
    }

    private static CheckpointPublicKey Read(long number, AuditKey line)
    {
        try
        {
            var key = CheckpointPublicKey.FromPem(line.PublicKeyPem);
            return key.KeyId == line.KeyId ? key : throw new AuditExportException(number, $"the key is not {line.KeyId}.");
        }
        catch (CryptographicException exception)
        {
            throw new AuditExportException(number, "'public_key_pem' is no public key on P-256.", exception);
        }
    }
}
