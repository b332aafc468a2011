using System.Security.Cryptography;

namespace FourRunr.Audit;

/// <summary>Verifies an export without the gateway that made it.</summary>
public static class AuditExport
{
    /// <param name="export">JSON Lines; left open.</param>
    /// <param name="trusted">Whose checkpoints count. With none, the keys in the export, which proves only that it agrees with itself.</param>
    /// <exception cref="AuditExportException">A line is not one of an export.</exception>
    public static async Task<AuditReport> VerifyAsync(
        Stream export, IReadOnlyCollection<CheckpointPublicKey> trusted, CancellationToken cancellationToken = default)
    {
        var verifier = new AuditVerifier(trusted);
        var places = new ExportPlaces(verifier);
        var own = new List<CheckpointPublicKey>();
        try
        {
            await foreach (var line in AuditExportReader.ReadAsync(export, cancellationToken))
            {
                if (line is not AuditKeyLine key)
                {
                    places.Add(line);
                }
                else if (trusted.Count == 0)
                {
                    own.Add(Read(key));
                    verifier.Trust(own[^1]);
                }
            }

            places.Complete();
            return verifier.Complete();
        }
        finally
        {
            own.ForEach(key => key.Dispose());
        }
    }

    private static CheckpointPublicKey Read(AuditKeyLine line)
    {
        try
        {
            var key = CheckpointPublicKey.FromPem(line.PublicKeyPem);
            if (key.KeyId == line.KeyId)
            {
                return key;
            }

            key.Dispose();
            throw new AuditExportException(line.Number, $"the key is not {line.KeyId}.");
        }
        catch (CryptographicException exception)
        {
            throw new AuditExportException(line.Number, "'public_key_pem' is no public key on P-256.", exception);
        }
    }
}
