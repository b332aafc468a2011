using FourRunr.Audit;
using FourRunr.Contracts;
using Xunit;
using static FourRunr.Contracts.AuditFindingKind;

namespace FourRunr.Shared.Tests.Audit;

public sealed class AuditVerifierTests
{
    private readonly Trail _trail = new(1, length: 30, checkpointEvery: 10);

    [Fact]
    public void Verify_UntouchedTrail_IsIntactAndCounted()
    {
        var report = Trail.Verify([new Trail(1, 25, 10), new Trail(2, 7)]);

        Assert.True(report.Intact);
        Assert.Equal((32, 20, 12, 2), (report.Rows, report.CoveredRows, report.TailRows, report.Checkpoints));
        Assert.Equal(
            [(Trail.NameOf(1), 1, 25, 25, 20, 5, 2, 20), (Trail.NameOf(2), 1, 7, 7, 0, 7, 0, null)],
            report.Writers.Select(writer => (writer.Writer, writer.FirstSeq, writer.LastSeq, writer.Rows, writer.CoveredRows, writer.TailRows,
                writer.Checkpoints, writer.LastCheckpointSeq)));
    }

    [Fact]
    public void Verify_AlteredRow_IsNamedWithItsCall()
    {
        _trail.AlterEntry(7);

        var finding = Assert.Single(Verify().Findings);
        Assert.Equal((Altered, _trail.Writer, 7), (finding.Kind, finding.Writer, finding.Seq));
        Assert.Equal((null, Trail.CallIdOf(_trail.Writer, 7), "The row does not match its hash."), (finding.LastSeq, finding.CallId, finding.Detail));
    }

    [Fact]
    public void Verify_OneBitOfAnyPart_IsAltered()
    {
        foreach (var part in (Func<AuditRow, byte[]>[])[row => row.Entry, row => row.Hash, row => row.PreviousHash])
        {
            for (var bit = 0; bit < part(_trail.Rows[9]).Length * 8; bit++)
            {
                part(_trail.Rows[9])[bit / 8] ^= (byte)(1 << (bit % 8));

                Assert.Equal([(Altered, 10)], Named(Verify()));
                part(_trail.Rows[9])[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"seq":5,"writer":"wrt_00000000000000000000000000000001"}""")]
    [InlineData("""{"writer":"wrt_00000000000000000000000000000001","seq":0}""")]
    [InlineData("""{"writer":"\ud800","seq":5}""")]
    [InlineData("""{"writer":null,"seq":5}""")]
    public void Verify_UnreadableEntryUnderItsOwnHash_IsAltered(string entry)
    {
        _trail.Change(5, row => Trail.Chained(row.Writer, row.Seq, row.PreviousHash, Encoding.UTF8.GetBytes(entry)));

        Assert.Equal([(Altered, 5)], Named(Verify()));
    }

    [Fact]
    public void Verify_DeletedRows_AreNamedFromAndTo()
    {
        _trail.Delete(4, 4);
        _trail.Delete(20, 22);

        var report = Verify();
        Assert.Equal([(Missing, 4L, 4L), (Missing, 20L, 22L)], report.Findings.Select(finding => (finding.Kind, finding.Seq, finding.LastSeq!.Value)));
        Assert.Equal("Row 4 is missing.", report.Findings[0].Detail);
        Assert.Equal("Rows 20 to 22 are missing.", report.Findings[1].Detail);
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(4, 17)]
    [InlineData(1, 30)]
    public void Verify_SwappedRows_AreTwoReorderedOnesThatSayWhereTheyBelong(long one, long other)
    {
        _trail.Swap(one, other);

        var report = Verify();
        Assert.Equal([(Reordered, one), (Reordered, other)], Named(report));
        Assert.Equal($"The row that stands here belongs to seq {other}.", report.Findings[0].Detail);
    }

    [Fact]
    public void Verify_RowMovedBeyondTheEnd_IsOneReorderedRowAndNotMissing()
    {
        var moved = _trail.Rows[2] with { Seq = 500 };
        _trail.Delete(3, 3);
        _trail.Rows.Add(moved);

        Assert.Equal([(Reordered, 500)], Named(Verify()));
    }

    [Fact]
    public void Verify_RowMovedToAnotherWriter_IsOneReorderedRowThere()
    {
        var other = new Trail(2, 12);
        other.Rows[5] = _trail.Rows[5] with { Writer = other.Writer };
        _trail.Delete(6, 6);

        var finding = Assert.Single(Trail.Verify([_trail, other]).Findings);
        Assert.Equal((Reordered, other.Writer, 6), (finding.Kind, finding.Writer, finding.Seq));
        Assert.Equal($"The row that stands here belongs to {_trail.Writer}, seq 6.", finding.Detail);
    }

    [Fact]
    public void Verify_RowOverwrittenWithAnother_IsReordered()
    {
        _trail.Change(12, row => _trail.Rows[3] with { Seq = row.Seq });

        Assert.Equal([(Reordered, 12)], Named(Verify()));
    }

    [Fact]
    public void Verify_RowTwiceInItsPlace_IsDuplicated()
    {
        _trail.Rows.Insert(8, _trail.Rows[7]);

        Assert.Equal([(Duplicated, 8)], Named(Verify()));
    }

    [Fact]
    public void Verify_CopyBesideAnotherRow_IsDuplicatedThere()
    {
        _trail.Rows.Insert(20, _trail.Rows[7] with { Seq = 21 });

        var finding = Assert.Single(Verify().Findings);
        Assert.Equal((Duplicated, 8, "The row is there once more at seq 21."), (finding.Kind, finding.Seq, finding.Detail));
    }

    [Fact]
    public void Verify_RowReplacedTogetherWithItsHash_IsRewritten()
    {
        _trail.Rewrite(14);

        var finding = Assert.Single(Verify().Findings);
        Assert.Equal((Rewritten, 14, Trail.CallIdOf(_trail.Writer, 14)), (finding.Kind, finding.Seq, finding.CallId));
    }

    [Fact]
    public void Verify_RowOfACheckpointReplacedTogetherWithItsHash_IsOneFinding()
    {
        _trail.Rewrite(20);

        var finding = Assert.Single(Verify().Findings);
        Assert.Equal((Rewritten, 20), (finding.Kind, finding.Seq));
        Assert.EndsWith("The checkpoint of row 20 names another hash too: rows from row 11 on are in doubt.", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_FirstRowThatContinuesSomething_IsRewritten()
    {
        _trail.Change(1, row => Trail.Chained(row.Writer, 1, new byte[31].Append((byte)1).ToArray(), row.Entry));

        Assert.Equal([(Rewritten, 1)], Named(Verify()));
        _trail.Delete(2, 30);
        _trail.Checkpoints.Clear();
        Assert.Equal([(Rewritten, 1)], Named(Verify()));
    }

    [Fact]
    public void Verify_RowsBeforeADefect_AreCoveredOnlyByACheckpointBeforeIt()
    {
        _trail.AlterEntry(15);

        var report = Verify();
        Assert.Equal((30, 25, 0), (report.Rows, report.CoveredRows, report.TailRows));
    }

    [Fact]
    public void Verify_TwoPartsChainedAnewWithAGoodOneBetween_AreTwoFindings()
    {
        var real = new Trail(1, 50, 10);
        var trail = new Trail(1, 50, 10);
        trail.RewriteFrom(5);
        trail.Rows.RemoveRange(14, 36);
        trail.Rows.AddRange(real.Rows.Skip(15));
        var again = new Trail(1, 50);
        again.RewriteFrom(1);
        trail.Rows.RemoveAll(row => row.Seq > 34);
        trail.Rows.AddRange(again.Rows.Skip(35));

        Assert.Equal([(CheckpointMismatch, 10), (Missing, 15), (Missing, 35), (CheckpointMismatch, 40)], Named(Trail.Verify([trail])));
    }

    [Fact]
    public void Verify_AllRowsChainedAnew_OnlyTheCheckpointDisagrees()
    {
        _trail.RewriteFrom(13);

        var report = Verify();
        var finding = Assert.Single(report.Findings);
        Assert.Equal((CheckpointMismatch, 20), (finding.Kind, finding.Seq));
        Assert.Equal(
            "A signed checkpoint names another hash for this row: rows from row 11 on were rewritten. So do 1 after it, up to row 30.", finding.Detail);
        Assert.Equal((10, 20), (report.CoveredRows, report.TailRows));
    }

    [Fact]
    public void Verify_TailChainedAnewBehindTheLastCheckpoint_IsNotSeenButCountedAsTail()
    {
        var trail = new Trail(1, 25, 10);
        trail.RewriteFrom(21);

        var report = Trail.Verify([trail]);
        Assert.True(report.Intact);
        Assert.Equal(5, report.TailRows);
    }

    [Fact]
    public void Verify_LastRowsCutOff_TheCheckpointMissesThem()
    {
        _trail.Delete(26, 30);

        var finding = Assert.Single(Verify().Findings);
        Assert.Equal((Truncated, 26, 30, "Rows 26 to 30 are missing at the end."), (finding.Kind, finding.Seq, finding.LastSeq, finding.Detail));
    }

    [Fact]
    public void Verify_ExpectedHead_IsMissedAlsoForAWriterWithoutRows()
    {
        var report = Trail.Verify([new Trail(1, 5)], prepare: verifier =>
        {
            verifier.ExpectHead(Trail.NameOf(1), 6);
            verifier.ExpectHead(Trail.NameOf(2), 3);
        });

        Assert.Equal([(Truncated, 1, 6L, 6L), (Truncated, 2, 1L, 3L)], report.Findings.Select(finding =>
            (finding.Kind, finding.Writer == Trail.NameOf(1) ? 1 : 2, finding.Seq, finding.LastSeq!.Value)));
    }

    [Fact]
    public void Verify_RangeFromTheMiddle_IsIntactFromThere()
    {
        _trail.Delete(1, 12);

        var report = Verify();
        Assert.True(report.Intact);
        Assert.Equal((13, 30), (report.Writers[0].FirstSeq, report.Writers[0].LastSeq));
        Assert.Equal((18, 2), (report.CoveredRows, report.Checkpoints));
    }

    [Fact]
    public void Verify_RangeRightBehindACheckpoint_IsComparedWithIt()
    {
        _trail.RewriteFrom(5);
        _trail.Delete(1, 10);
        _trail.Checkpoints.RemoveRange(1, 2);

        Assert.Equal([(CheckpointMismatch, 10)], Named(Verify()));
    }

    private AuditReportResponse Verify() => Trail.Verify([_trail]);

    private static IEnumerable<(AuditFindingKind, long)> Named(AuditReportResponse report) => report.Findings.Select(finding => (finding.Kind, finding.Seq));
}
