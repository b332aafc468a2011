using System.Security.Cryptography;
using FourRunr.Audit;

namespace FourRunr.Standalone.Audit;

/// <summary>
/// Verifies an export of the audit trail without a gateway. Exit code 0 if it is intact, 1 with findings, 2 if the export or the command
/// line cannot be read.
/// </summary>
internal static class VerifyAuditCommand
{
    private const int Unreadable = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        if (VerifyAuditArguments.Read(args) is not { } arguments)
        {
            await Console.Error.WriteLineAsync(VerifyAuditArguments.Usage);
            return Unreadable;
        }

        var keys = new List<CheckpointPublicKey>();
        try
        {
            foreach (var file in arguments.KeyFiles)
            {
                keys.Add(await ReadKeyAsync(file));
            }

            await using var export = arguments.Export == "-" ? Console.OpenStandardInput() : File.OpenRead(arguments.Export);
            var report = await AuditExport.VerifyAsync(export, keys);
            await Console.Out.WriteLineAsync(VerifyAuditSummary.Text(report, [.. keys.Select(key => key.KeyId)]));
            return report.Intact ? 0 : 1;
        }
        catch (Exception exception) when (exception is AuditExportException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The export was not verified. {exception.Message}");
            return Unreadable;
        }
    }

    private static async Task<CheckpointPublicKey> ReadKeyAsync(string file)
    {
        try
        {
            return CheckpointPublicKey.FromPem(await File.ReadAllTextAsync(file));
        }
        catch (CryptographicException exception)
        {
            throw new InvalidDataException($"{file} holds no public key on P-256 in PEM.", exception);
        }
    }
}
