namespace FourRunr.Standalone.Audit;

/// <param name="Export">A file; <c>-</c> for standard input.</param>
internal sealed record VerifyAuditArguments(string Export, IReadOnlyList<string> KeyFiles)
{
    public const string Usage = """
        usage: verify-audit EXPORT [--key PUBLIC_KEY.pem]…

          EXPORT   what GET /v1/admin/audit/export answered, - for standard input
          --key    whose checkpoints count; without it those in the export, which proves only that it agrees with itself

        exit code: 0 intact, 1 findings, 2 not readable
        """;

    /// <returns>Null if they are not valid.</returns>
    public static VerifyAuditArguments? Read(string[] args)
    {
        string? export = null;
        var keys = new List<string>();
        for (var index = 0; index < args.Length; index++)
        {
            if (args[index] == "--key" && index + 1 < args.Length)
            {
                keys.Add(args[++index]);
            }
            else if (export is null && (args[index] == "-" || !args[index].StartsWith('-')))
            {
                export = args[index];
            }
            else
            {
                return null;
            }
        }

        return export is null ? null : new VerifyAuditArguments(export, keys);
    }
}
