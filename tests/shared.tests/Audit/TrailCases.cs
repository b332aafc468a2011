using FsCheck;
using FsCheck.Fluent;

namespace FourRunr.Shared.Tests.Audit;

internal enum Damage
{
    AlterEntry,
    AlterHash,
    AlterPreviousHash,
    BreakEntry,
    Delete,
    Swap,
    SwapWithOtherWriter,
    Overwrite,
    Duplicate,
    CopyBeside,
    Rewrite,
    ForgeCheckpoint,
    CutEnd,
    RewriteEnd,
}

/// <param name="At">Which row, folded into the trail.</param>
/// <param name="Other">A second row or a count, where the damage takes one.</param>
internal sealed record Defect(Damage Damage, int Writer, int At, int Other);

internal sealed record TrailCase(int[] Lengths, int CheckpointEvery, bool CheckpointsFirst, bool HeadIsKnown, Defect[] Defects)
{
    public override string ToString() =>
        $"lengths {string.Join(' ', Lengths)}, every {CheckpointEvery}, first {CheckpointsFirst}, head {HeadIsKnown}: {string.Join<Defect>(", ", Defects)}";
}

/// <summary>Random trails of one to three writers with up to three defects of each of some kinds; shrinks by taking defects away.</summary>
internal static class TrailCases
{
    private static readonly Gen<Defect[]> SomeOfOneKind =
        from damage in Gen.Elements(Enum.GetValues<Damage>())
        from count in Gen.Choose(1, 3)
        from defects in Gen.ArrayOf(
            from writer in Gen.Choose(0, 2)
            from at in Gen.Choose(0, 1000)
            from other in Gen.Choose(0, 1000)
            select new Defect(damage, writer, at, other), count)
        select defects;

    private static readonly Gen<TrailCase> Cases =
        from writers in Gen.Choose(1, 3)
        from lengths in Gen.ArrayOf(Gen.Choose(1, 90), writers)
        from every in Gen.Elements(0, 1, 2, 7, 10, 30)
        from first in Gen.Elements(true, false)
        from head in Gen.Elements(true, false)
        from kinds in Gen.Choose(0, 3)
        from defects in Gen.ArrayOf(SomeOfOneKind, kinds)
        select new TrailCase(lengths, every, first, head, [.. defects.SelectMany(some => some)]);

    public static readonly Arbitrary<TrailCase> Arbitrary = Arb.From(Cases, Shrink);

    private static IEnumerable<TrailCase> Shrink(TrailCase trail)
    {
        for (var index = 0; index < trail.Defects.Length; index++)
        {
            yield return trail with { Defects = [.. trail.Defects[..index], .. trail.Defects[(index + 1)..]] };
        }

        if (trail.CheckpointEvery > 0)
        {
            yield return trail with { CheckpointEvery = 0 };
        }
    }
}
