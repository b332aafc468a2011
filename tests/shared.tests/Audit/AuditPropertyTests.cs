using FourRunr.Contracts;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.Shared.Tests.Audit;

public sealed class AuditPropertyTests
{
    private const int Cases = 1500;

    [Fact]
    public void Verify_RandomDefectsOfRandomTrails_NamesExactlyThese() =>
        Check(trail => trail, damaged => damaged.Verify());

    [Fact]
    public void VerifyExport_RandomDefectsOfRandomTrails_NamesExactlyThese() => Check(
        trail => trail with { HeadIsKnown = false },
        damaged => Export.VerifyAsync(Export.Of(damaged.Trails, damaged.Case.CheckpointsFirst)).GetAwaiter().GetResult());

    private static void Check(Func<TrailCase, TrailCase> adapt, Func<DamagedTrail, AuditReportResponse> verify)
    {
        var untouched = 0;
        var kinds = new HashSet<AuditFindingKind>();
        Prop.ForAll(TrailCases.Arbitrary, trail =>
        {
            var damaged = new DamagedTrail(adapt(trail));
            var report = verify(damaged);
            Assert.Equal(damaged.Expected.Order(StringComparer.Ordinal), DamagedTrail.Names(report).Order(StringComparer.Ordinal));
            untouched += report.Intact ? 1 : 0;
            kinds.UnionWith(report.Findings.Select(finding => finding.Kind));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithQuietOnSuccess(true));

        // The property would hold of damages that never take place, too.
        Assert.InRange(untouched, Cases / 20, Cases / 2);
        Assert.Equal(Enum.GetValues<AuditFindingKind>().Length, kinds.Count);
    }
}
