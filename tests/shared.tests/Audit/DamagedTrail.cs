using FourRunr.Audit;
using FourRunr.Contracts;

namespace FourRunr.Shared.Tests.Audit;

/// <summary>
/// Does to trails what a case says and writes down what a verifier must find. Defects keep some rows apart from each other: of two
/// that touch, each can be explained by the other.
/// </summary>
internal sealed class DamagedTrail
{
    private static readonly CheckpointKey Stranger = CheckpointKey.Create();

    private readonly HashSet<(int Writer, long Seq)> _touched = [];
    private readonly HashSet<int> _endIsGone = [];
    private readonly bool _headIsKnown;

    public DamagedTrail(TrailCase trail)
    {
        Case = trail;
        _headIsKnown = trail.HeadIsKnown;
        Trails = [.. trail.Lengths.Select((length, index) => new Trail(index + 1, length, trail.CheckpointEvery))];

        // What concerns all rows up to the end comes first.
        foreach (var defect in trail.Defects.OrderByDescending(defect => defect.Damage))
        {
            Apply(defect);
        }
    }

    public TrailCase Case { get; }
    public Trail[] Trails { get; }

    /// <summary>Each expected finding as <see cref="Name"/> says it.</summary>
    public List<string> Expected { get; } = [];

    public static string Name(AuditFindingKind kind, string writer, long seq, long? last = null) => $"{kind} {writer[^1]} {seq} {last}";

    public static IEnumerable<string> Names(AuditReportResponse report) =>
        report.Findings.Select(finding => Name(finding.Kind, finding.Writer, finding.Seq, finding.LastSeq));

    public AuditReportResponse Verify() => Trail.Verify(Trails, Case.CheckpointsFirst, verifier =>
    {
        for (var index = 0; _headIsKnown && index < Trails.Length; index++)
        {
            verifier.ExpectHead(Trails[index].Writer, Case.Lengths[index]);
        }
    });

    private void Apply(Defect defect)
    {
        var (writer, length) = (defect.Writer % Trails.Length, Case.Lengths[defect.Writer % Trails.Length]);
        var trail = Trails[writer];
        var at = (defect.At % length) + 1;
        var other = (defect.Other % length) + 1;
        switch (defect.Damage)
        {
            case Damage.AlterEntry when Takes(writer, at):
                trail.AlterEntry(at);
                Expect(AuditFindingKind.Altered, trail, at);
                break;
            case Damage.AlterHash when Takes(writer, at):
                trail.Change(at, row => row with { Hash = Trail.Key.Sign("", 0, row.Hash, default).Signature[..32] });
                Expect(AuditFindingKind.Altered, trail, at);
                break;
            case Damage.AlterPreviousHash when Takes(writer, at):
                trail.Change(at, row => row with { PreviousHash = [.. row.PreviousHash.Select(part => (byte)~part)] });
                Expect(AuditFindingKind.Altered, trail, at);
                break;
            case Damage.BreakEntry when Takes(writer, at):
                trail.Change(at, row => Trail.Chained(row.Writer, row.Seq, row.PreviousHash, "{}"u8.ToArray()));
                Expect(AuditFindingKind.Altered, trail, at);
                break;
            case Damage.Delete when at > 1 && Math.Min(at + (defect.Other % 3), length - 1) is var last && last >= at && Takes(writer, at, last):
                trail.Delete(at, last);
                Expected.Add(Name(AuditFindingKind.Missing, trail.Writer, at, last));
                break;
            case Damage.Swap when at != other && Takes(writer, [at, other]):
                trail.Swap(at, other);
                Expect(AuditFindingKind.Reordered, trail, at, other);
                break;
            case Damage.SwapWithOtherWriter when Trails.Length > 1:
                SwapWithOtherWriter(writer, at, (writer + 1) % Trails.Length, defect.Other);
                break;
            case Damage.Overwrite when at != other && Takes(writer, [at, other]):
                trail.Change(at, _ => trail.Rows[trail.IndexOf(other)] with { Seq = at });
                Expect(AuditFindingKind.Reordered, trail, at);
                break;
            case Damage.Duplicate when Takes(writer, at):
                trail.Rows.Insert(trail.IndexOf(at), trail.Rows[trail.IndexOf(at)]);
                Expect(AuditFindingKind.Duplicated, trail, at);
                break;
            case Damage.CopyBeside when at != other && Takes(writer, [at, other]):
                trail.Rows.Insert(trail.IndexOf(at) + (defect.Other % 2), trail.Rows[trail.IndexOf(other)] with { Seq = at });
                Expect(AuditFindingKind.Duplicated, trail, other);
                break;
            case Damage.Rewrite when at < length && Takes(writer, at):
                trail.Rewrite(at);
                Expect(AuditFindingKind.Rewritten, trail, at);
                break;
            case Damage.ForgeCheckpoint when trail.Checkpoints.Count > 0 && !_endIsGone.Contains(writer):
                ForgeCheckpoint(writer, trail, defect);
                break;
            case Damage.CutEnd when at > 1 && _endIsGone.Add(writer):
                CutEnd(writer, trail, at, length);
                break;
            case Damage.RewriteEnd when _endIsGone.Add(writer):
                RewriteEnd(writer, trail, at, length);
                break;
        }
    }

    private void SwapWithOtherWriter(int writer, int at, int otherWriter, int other)
    {
        var (here, there) = (Trails[writer], Trails[otherWriter]);
        var seq = (other % Case.Lengths[otherWriter]) + 1;
        if (!Free(writer, at) || !Takes(otherWriter, seq) || !Takes(writer, at))
        {
            return;
        }

        var (first, second) = (here.Rows[here.IndexOf(at)], there.Rows[there.IndexOf(seq)]);
        here.Change(at, row => second with { Writer = row.Writer, Seq = row.Seq });
        there.Change(seq, row => first with { Writer = row.Writer, Seq = row.Seq });
        Expect(AuditFindingKind.Reordered, here, at);
        Expect(AuditFindingKind.Reordered, there, seq);
    }

    private void ForgeCheckpoint(int writer, Trail trail, Defect defect)
    {
        var index = defect.At % trail.Checkpoints.Count;
        var real = trail.Checkpoints[index];
        if (!_touched.Add((-1 - writer, real.Seq)))
        {
            return;
        }

        trail.Checkpoints[index] = (defect.Other % 3) switch
        {
            0 => Stranger.Sign(real.Writer, real.Seq, real.Hash, real.SignedAt),
            1 => real with { Signature = [.. real.Signature.Reverse()] },
            _ => real with { Hash = [.. real.Hash.Reverse()] },
        };
        Expect(AuditFindingKind.CheckpointInvalid, trail, real.Seq);
    }

    private void CutEnd(int writer, Trail trail, int from, int length)
    {
        if (!Takes(writer, from - 1, length))
        {
            return;
        }

        trail.Delete(from, length);
        var head = _headIsKnown ? length : trail.Checkpoints.LastOrDefault()?.Seq ?? 0;
        if (head >= from)
        {
            Expected.Add(Name(AuditFindingKind.Truncated, trail.Writer, from, head));
        }
    }

    private void RewriteEnd(int writer, Trail trail, int from, int length)
    {
        if (!Takes(writer, 1, length))
        {
            return;
        }

        trail.RewriteFrom(from);
        if (trail.Checkpoints.Find(checkpoint => checkpoint.Seq >= from) is { } first)
        {
            Expect(AuditFindingKind.CheckpointMismatch, trail, first.Seq);
        }
    }

    private void Expect(AuditFindingKind kind, Trail trail, params long[] rows) =>
        Expected.AddRange(rows.Select(seq => Name(kind, trail.Writer, seq)));

    private bool Takes(int writer, long seq) => Takes(writer, seq, seq);

    private bool Takes(int writer, long from, long last) =>
        Takes(writer, [.. Enumerable.Range((int)from, (int)(last - from) + 1).Select(seq => (long)seq)]);

    /// <summary>Reserves these rows if no other defect is near one of them.</summary>
    private bool Takes(int writer, long[] rows)
    {
        if (!rows.All(seq => Free(writer, seq)))
        {
            return false;
        }

        _touched.UnionWith(rows.Select(seq => (writer, seq)));
        return true;
    }

    private bool Free(int writer, long seq) => Enumerable.Range(-2, 5).All(distance => !_touched.Contains((writer, seq + distance)));
}
