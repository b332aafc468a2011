using System.Security.Cryptography;
using FourRunr.Audit;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Shared.Tests.Audit;

public sealed class CheckpointTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_772_366_400_123);

    [Fact]
    public void Hash_IsSha256OfBothParts()
    {
        foreach (var length in (int[])[0, 1, 1023, 1024, 1025, 100_000])
        {
            var (previous, entry) = (RandomNumberGenerator.GetBytes(AuditChain.HashSize), RandomNumberGenerator.GetBytes(length));
            var hash = new byte[AuditChain.HashSize];

            AuditChain.Hash(previous, entry, hash);

            Assert.Equal(SHA256.HashData([.. previous, .. entry]), hash);
        }
    }

    [Fact]
    public void Hash_AllocatesNothing()
    {
        var (hash, entry) = (new byte[AuditChain.HashSize], new byte[3000]);

        // A collection that falls into a round may take the pooled buffer away.
        Assert.Equal(0, Enumerable.Range(0, 20).Min(_ => Allocated()));

        long Allocated()
        {
            AuditChain.Hash(hash, entry, hash);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var length = 0; length <= entry.Length; length += 100)
            {
                AuditChain.Hash(hash, entry.AsSpan(0, length), hash);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Sign_Text_IsTheOneOfTheFormat()
    {
        var checkpoint = Trail.Key.Sign("wrt_0", 7, new byte[31].Append((byte)0xab).ToArray(), Now.AddTicks(5));

        Assert.Equal($"4runr audit checkpoint v1\nwrt_0\n7\n{new string('0', 62)}ab\n1772366400123", Encoding.UTF8.GetString(checkpoint.SignedText()));
        Assert.Equal(Now, checkpoint.SignedAt);
        Assert.Equal(64, checkpoint.Signature.Length);
        Assert.True(Trail.PublicKey.HasSigned(checkpoint));
    }

    [Fact]
    public void HasSigned_AnyMemberChanged_IsFalse()
    {
        var checkpoint = Trail.Key.Sign("wrt_0", 7, new byte[32], Now);

        Assert.All(
            [
                checkpoint with { Writer = "wrt_1" }, checkpoint with { Seq = 8 }, checkpoint with { Hash = SHA256.HashData([]) },
                checkpoint with { SignedAt = Now.AddMilliseconds(1) }, checkpoint with { KeyId = "adk_0" }, checkpoint with { Signature = [] },
            ],
            changed => Assert.False(Trail.PublicKey.HasSigned(changed)));
    }

    [Fact]
    public void Key_ExportedAndImported_IsTheSame()
    {
        using var again = CheckpointKey.FromPkcs8(Trail.Key.ExportPkcs8());

        Assert.Equal(Trail.Key.KeyId, again.KeyId);
        Assert.Equal(again.KeyId, Trail.PublicKey.KeyId);
        Assert.Matches("^adk_[0-9a-f]{16}$", again.KeyId);
        Assert.True(Trail.PublicKey.HasSigned(again.Sign("wrt_0", 1, new byte[32], Now)));
    }

    [Fact]
    public void Key_OfAnotherCurveOrNone_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Throws<CryptographicException>(() => CheckpointKey.FromPkcs8(other.ExportPkcs8PrivateKey()));
        Assert.Throws<CryptographicException>(() => CheckpointPublicKey.FromPem(other.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<CryptographicException>(() => CheckpointPublicKey.FromPem("no key"));
        Assert.Throws<CryptographicException>(() => CheckpointPublicKey.FromPem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"));
    }

    [Fact]
    public void Verify_CheckpointOfAnUnknownKeyOrWithABadSignature_IsInvalidAndVouchesForNothing()
    {
        using var stranger = CheckpointKey.Create();
        var trail = new Trail(1, 20, checkpointEvery: 10);
        trail.Checkpoints[0] = stranger.Sign(trail.Writer, 10, trail.Rows[9].Hash, Now);
        trail.Checkpoints[1].Signature[5] ^= 1;

        var report = Trail.Verify([trail]);

        Assert.Equal([10L, 20L], report.Findings.Select(finding => finding.Seq));
        Assert.All(report.Findings, finding => Assert.Equal(AuditFindingKind.CheckpointInvalid, finding.Kind));
        Assert.Contains(stranger.KeyId, report.Findings[0].Detail, StringComparison.Ordinal);
        Assert.Equal((0, 20, 0), (report.CoveredRows, report.TailRows, report.Checkpoints));
    }

    [Fact]
    public void Verify_CheckpointAfterItsRowHasPassed_IsNotSilentlyForgotten()
    {
        var trail = new Trail(1, 20);
        var verifier = new AuditVerifier([Trail.PublicKey]);
        trail.Rows.ForEach(verifier.Add);
        verifier.AddCheckpoint(Trail.Key.Sign(trail.Writer, 10, trail.Rows[9].Hash, Now));

        var finding = Assert.Single(verifier.Complete().Findings);
        Assert.Equal((AuditFindingKind.CheckpointInvalid, 10), (finding.Kind, finding.Seq));
    }
}
