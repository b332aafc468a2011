namespace FourRunr.Audit;

/// <summary>What was read is no export of an audit trail. The message names the line and can be shown.</summary>
public sealed class AuditExportException(long line, string reason, Exception? inner = null) : Exception($"Line {line}: {reason}", inner)
{
    public long Line => line;
}
