using FourRunr.Audit;
using FourRunr.Contracts;

namespace FourRunr.Shared.Tests.Audit;

/// <summary>A trail of one writer as a gateway would have written it, and ways to damage it.</summary>
internal sealed class Trail
{
    private static readonly DateTimeOffset SignedAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly CheckpointKey Key = CheckpointKey.Create();
    public static readonly CheckpointPublicKey PublicKey = CheckpointPublicKey.FromPem(Key.ExportPublicKeyPem());

    /// <param name="number">Which writer.</param>
    /// <param name="checkpointEvery">0 for none.</param>
    public Trail(int number, int length, int checkpointEvery = 0)
    {
        Writer = NameOf(number);
        var previous = AuditChain.Start.ToArray();
        for (var seq = 1; seq <= length; seq++)
        {
            var row = Chained(Writer, seq, previous, EntryOf(Writer, seq));
            Rows.Add(row);
            previous = [.. row.Hash];
            if (checkpointEvery > 0 && seq % checkpointEvery == 0)
            {
                Checkpoints.Add(Key.Sign(Writer, seq, row.Hash, SignedAt.AddSeconds(seq)));
            }
        }
    }

    public string Writer { get; }

    /// <summary>In the order in which they are read.</summary>
    public List<AuditRow> Rows { get; } = [];

    public List<AuditCheckpoint> Checkpoints { get; } = [];

    public static string NameOf(int number) => $"wrt_{number:x32}";

    public static string CallIdOf(string writer, long seq) => $"call_{writer[^4..]}{seq:x28}";

    public static byte[] EntryOf(string writer, long seq, string tool = "serpapi") => Encoding.UTF8.GetBytes(
        $$"""{"writer":"{{writer}}","seq":{{seq}},"call_id":"{{CallIdOf(writer, seq)}}","tool":"{{tool}}","params":{"q":"zwölf \"Eier\""} }""");

    /// <summary>A row that is whole by itself.</summary>
    public static AuditRow Chained(string writer, long seq, byte[] previous, byte[] entry)
    {
        var hash = new byte[AuditChain.HashSize];
        AuditChain.Hash(previous, entry, hash);
        return new AuditRow(writer, seq, previous, hash, entry);
    }

    public int IndexOf(long seq) => Rows.FindIndex(row => row.Seq == seq);

    public void Change(long seq, Func<AuditRow, AuditRow> change) => Rows[IndexOf(seq)] = change(Rows[IndexOf(seq)]);

    /// <summary>The entry is another one; the hash stays.</summary>
    public void AlterEntry(long seq) => Change(seq, row => row with { Entry = EntryOf(Writer, seq, "openai") });

    /// <summary>The entry is another one and the hash fits it, as somebody with access to the database can do it.</summary>
    public void Rewrite(long seq) => Change(seq, row => Chained(Writer, seq, row.PreviousHash, EntryOf(Writer, seq, "openai")));

    /// <summary>Rewrites a row and chains all that follow anew.</summary>
    public void RewriteFrom(long seq)
    {
        Rewrite(seq);
        for (var index = IndexOf(seq) + 1; index < Rows.Count; index++)
        {
            Rows[index] = Chained(Writer, Rows[index].Seq, Rows[index - 1].Hash, Rows[index].Entry);
        }
    }

    public void Delete(long from, long last) => Rows.RemoveAll(row => row.Seq >= from && row.Seq <= last);

    /// <summary>Each of the two rows stands where the other belongs.</summary>
    public void Swap(long one, long other)
    {
        var (first, second) = (Rows[IndexOf(one)], Rows[IndexOf(other)]);
        Change(one, _ => second with { Seq = one });
        Change(other, row => row.Seq == other ? first with { Seq = other } : row);
    }

    public static AuditReportResponse Verify(IEnumerable<Trail> trails, bool checkpointsFirst = true, Action<AuditVerifier>? prepare = null)
    {
        var verifier = new AuditVerifier([PublicKey]);
        prepare?.Invoke(verifier);
        foreach (var trail in trails)
        {
            var ahead = new Queue<AuditCheckpoint>(trail.Checkpoints);
            foreach (var row in trail.Rows)
            {
                Give(ahead, checkpoint => checkpointsFirst || checkpoint.Seq < row.Seq);
                verifier.Add(row);
            }

            Give(ahead, _ => true);
        }

        return verifier.Complete();

        void Give(Queue<AuditCheckpoint> ahead, Func<AuditCheckpoint, bool> isDue)
        {
            while (ahead.TryPeek(out var checkpoint) && isDue(checkpoint))
            {
                verifier.AddCheckpoint(ahead.Dequeue());
            }
        }
    }
}
