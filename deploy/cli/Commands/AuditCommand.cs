using System.CommandLine;
using System.Security.Cryptography;
using FourRunr.Audit;
using FourRunr.Standalone.Audit;

namespace FourRunr.Cli.Commands;

/// <summary>Verifies an export of the audit trail. No gateway is asked.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandFactory commands)
    {
        var export = new Argument<string>("export") { Description = "What GET /v1/admin/audit/export answered; - for standard input." };
        var keys = new Option<string[]>("--key") { Description = "A public key, PEM, whose checkpoints count. Without it those in the export, which proves only that it agrees with itself.", HelpName = "file" };
        return CommandFactory.Group("audit", "Verify the audit trail.", commands.Make(
            "verify", "Verify an export of the audit trail, offline. Exit code 1 with findings.", run => VerifyAsync(run, run.Get(export)!, run.Get(keys) ?? []), export, keys));
    }

    private static async Task<int> VerifyAsync(CommandRun run, string export, string[] keyFiles)
    {
        try
        {
            var keys = new List<CheckpointPublicKey>();
            foreach (var file in keyFiles)
            {
                keys.Add(CheckpointPublicKey.FromPem(await run.ReadAsync(file)));
            }

            await using var stream = export == "-" ? Console.OpenStandardInput() : File.OpenRead(export);
            var report = await AuditExport.VerifyAsync(stream, keys, run.CancellationToken);
            run.Answer(
                JsonSerializer.SerializeToNode(report, GatewayJson.Tolerant) ?? new JsonObject(),
                output => output.WriteLine(VerifyAuditSummary.Text(report, [.. keys.Select(key => key.KeyId)])));
            return report.Intact ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (CryptographicException exception)
        {
            throw CliException.Failed("A file of --key holds no public key on P-256 in PEM.", exception);
        }
        catch (Exception exception) when (exception is AuditExportException or InvalidDataException)
        {
            throw CliException.Failed($"The export was not verified. {exception.Message}", exception);
        }
    }
}
