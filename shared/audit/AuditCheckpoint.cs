using System.Text.Json.Serialization;

namespace FourRunr.Audit;

/// <summary>A signed statement: at that time, the chain of the writer up to that row had that hash.</summary>
/// <param name="SignedAt">Whole milliseconds.</param>
/// <param name="KeyId"><c>adk_</c> and the first 16 hex digits of the SHA-256 of the public key (SubjectPublicKeyInfo).</param>
/// <param name="Signature">ECDSA with P-256 and SHA-256, 64 bytes (IEEE P1363), over <see cref="SignedText"/>.</param>
public sealed record AuditCheckpoint(
    string Writer,
    long Seq,
    [property: JsonConverter(typeof(HexConverter))] byte[] Hash,
    [property: JsonConverter(typeof(MillisecondsConverter))] DateTimeOffset SignedAt,
    string KeyId,
    byte[] Signature) : AuditExportLine
{
    /// <summary>The bytes under the signature.</summary>
    public byte[] SignedText() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"4runr audit checkpoint v1\n{Writer}\n{Seq}\n{Convert.ToHexStringLower(Hash)}\n{SignedAt.ToUnixTimeMilliseconds()}"));
}
