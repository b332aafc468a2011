using System.Text.Json.Serialization;
using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>A line of an export: an <see cref="AuditKey"/>, an <see cref="AuditRow"/> or an <see cref="AuditCheckpoint"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AuditKey), "key")]
[JsonDerivedType(typeof(AuditRow), "entry")]
[JsonDerivedType(typeof(AuditCheckpoint), "checkpoint")]
public abstract record AuditExportLine
{
    /// <summary>Every member must be there, once, and no other: what is read must be what others read too.</summary>
    internal static readonly JsonSerializerOptions Format = new(GatewayJson.Strict) { MaxDepth = 64, AllowOutOfOrderMetadataProperties = true };
}

/// <summary>A public key that checkpoints of this export name. Whoever made the export chose it.</summary>
public sealed record AuditKey(string KeyId, string PublicKeyPem) : AuditExportLine;
