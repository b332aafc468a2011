using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.Shared.Tests.Audit;

public sealed class AuditPropertyTests
{
    private const int Cases = 1500;

    [Fact]
    public void Verify_RandomDefectsOfRandomTrails_NamesExactlyThese()
    {
        var untouched = 0;
        var kinds = new HashSet<Damage>();
        Prop.ForAll(TrailCases.Arbitrary, trail =>
        {
            var damaged = new DamagedTrail(trail);
            untouched += damaged.Expected.Count == 0 ? 1 : 0;
            kinds.UnionWith(trail.Defects.Select(defect => defect.Damage));
            Assert.Equal(damaged.Expected.Order(StringComparer.Ordinal), damaged.Found().Order(StringComparer.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithQuietOnSuccess(true));

        Assert.True(untouched > Cases / 20, $"Only {untouched} trails without a finding were tried.");
        Assert.Equal(Enum.GetValues<Damage>().Length, kinds.Count);
    }
}
