namespace FourRunr.Audit;

/// <summary>A line of an export.</summary>
/// <param name="Number">From 1.</param>
public abstract record AuditExportLine(long Number);

/// <summary>A public key that checkpoints of this export name. Whoever made the export chose it.</summary>
public sealed record AuditKeyLine(long Number, string KeyId, string PublicKeyPem) : AuditExportLine(Number);

/// <summary>A row. Where it stands is told by the lines around it.</summary>
public sealed record AuditEntryLine(long Number, byte[] PreviousHash, byte[] Hash, byte[] Entry) : AuditExportLine(Number);

public sealed record AuditCheckpointLine(long Number, AuditCheckpoint Checkpoint) : AuditExportLine(Number);
