using System.Globalization;
using System.Text;

namespace FourRunr.Audit;

/// <summary>A signed statement: at that time, the chain of the writer up to that row had that hash.</summary>
/// <param name="SignedAt">Whole milliseconds.</param>
/// <param name="KeyId"><c>adk_</c> and the first 16 hex digits of the SHA-256 of the public key (SubjectPublicKeyInfo).</param>
/// <param name="Signature">ECDSA with P-256 and SHA-256, 64 bytes (IEEE P1363), over <see cref="SignedText"/>.</param>
public sealed record AuditCheckpoint(string Writer, long Seq, byte[] Hash, DateTimeOffset SignedAt, string KeyId, byte[] Signature)
{
    /// <summary>The bytes under the signature.</summary>
    public byte[] SignedText() => TextOf(Writer, Seq, Hash, SignedAt.ToUnixTimeMilliseconds());

    internal static byte[] TextOf(string writer, long seq, ReadOnlySpan<byte> hash, long signedAt) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"4runr audit checkpoint v1\n{writer}\n{seq}\n{Convert.ToHexStringLower(hash)}\n{signedAt}"));
}
