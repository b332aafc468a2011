using FourRunr.Audit;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Shared.Tests.Audit;

public sealed class AuditReportTests
{
    [Fact]
    public void Verify_MoreFindingsThanTheLimit_KeepsTheFirstAndCountsAll()
    {
        var trail = new Trail(1, 3000);
        for (var seq = 1; seq <= 3000; seq += 2)
        {
            trail.AlterEntry(seq);
        }

        var report = Trail.Verify([trail]);

        Assert.Equal(1500, report.FindingCount);
        Assert.Equal(Enumerable.Range(0, 1000).Select(index => (index * 2L) + 1), report.Findings.Select(finding => finding.Seq));
    }

    [Fact]
    public void Verify_EverythingDamaged_StaysWithinTheLimit()
    {
        var trail = new Trail(1, 5000);
        trail.Rows.Reverse(0, 5000);
        var rows = trail.Rows.Select((row, index) => row with { Seq = index + 1 }).ToArray();
        var verifier = new AuditVerifier([Trail.PublicKey], findingLimit: 10);
        Array.ForEach(rows, verifier.Add);

        var report = verifier.Complete();

        Assert.Equal((10, 5000), (report.Findings.Count, report.FindingCount));
        Assert.All(report.Findings, finding => Assert.Equal(AuditFindingKind.Reordered, finding.Kind));
    }

    [Fact]
    public void Add_RowsThatDoNotAscend_AreNamed()
    {
        var (one, other) = (new Trail(1, 3), new Trail(2, 1));
        var verifier = new AuditVerifier([]);
        verifier.Add(one.Rows[1]);
        verifier.Add(one.Rows[0]);
        verifier.Add(other.Rows[0]);
        verifier.Add(one.Rows[2]);

        var report = verifier.Complete();

        Assert.Equal((4, 2), (report.Rows, report.Writers.Count));
        Assert.Equal(
            [(AuditFindingKind.Reordered, one.Writer, 1), (AuditFindingKind.Reordered, one.Writer, 3)],
            report.Findings.Select(finding => (finding.Kind, finding.Writer, finding.Seq)));
        Assert.All(report.Findings, finding => Assert.Equal("The row stands out of order.", finding.Detail));
    }

    [Fact]
    public void Complete_Report_IsItsJson()
    {
        var trail = new Trail(1, 6, checkpointEvery: 2);
        trail.Delete(4, 5);
        trail.RewriteFrom(2);
        trail.Rows[0].Hash[0] ^= 1;

        var json = JsonSerializer.Serialize(Trail.Verify([trail]), GatewayJson.Strict);

        Assert.Equal(
            $$$"""
            {"intact":false,"rows":4,"covered_rows":0,"tail_rows":4,"checkpoints":0,
            "writers":[{"writer":"{{{trail.Writer}}}","first_seq":1,"last_seq":6,"rows":4,"covered_rows":0,"tail_rows":4,"checkpoints":0}],
            "findings":[
            {"kind":"altered","writer":"{{{trail.Writer}}}","seq":1,"call_id":"{{{Trail.CallIdOf(trail.Writer, 1)}}}","detail":"The row does not match its hash."},
            {"kind":"checkpoint_mismatch","writer":"{{{trail.Writer}}}","seq":2,
            "detail":"A signed checkpoint names another hash for this row: rows from the first row on were rewritten. So do 1 after it, up to row 6."},
            {"kind":"missing","writer":"{{{trail.Writer}}}","seq":4,"last_seq":5,"detail":"Rows 4 to 5 are missing."}],"finding_count":3}
            """.ReplaceLineEndings(""), json);
    }
}
