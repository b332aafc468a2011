using FourRunr.Audit;
using FourRunr.ToolProxy.Audit.Journal;

namespace FourRunr.ToolProxy.Audit.Archive;

/// <summary>A row of the journal on its way to the database.</summary>
internal abstract class ArchiveRow(string writer, JournalRow row, byte[] previousHash)
{
    public string Writer => writer;

    public JournalRow Row => row;

    public byte[] PreviousHash => previousHash;

    /// <summary>Whether the row's hash matches its entry and the row before it.</summary>
    public bool IsIntact
    {
        get
        {
            Span<byte> hash = stackalloc byte[AuditChain.HashSize];
            AuditChain.Hash(PreviousHash, Row.Entry.Span, hash);
            return hash.SequenceEqual(Row.Hash);
        }
    }

    /// <summary>The rows after <paramref name="after"/>, read back from a journal.</summary>
    /// <param name="rows">Consecutive, starting with that row: the next one needs its hash.</param>
    public static List<ArchiveRow> Of(string writer, long after, IReadOnlyList<JournalRow> rows)
    {
        var result = new List<ArchiveRow>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var previous = i > 0 ? rows[i - 1].Hash : rows[i].Seq == 1 ? AuditChain.Start.ToArray() : null;
            if (rows[i].Seq > after && previous is not null)
            {
                result.Add(Read(writer, rows[i], previous));
            }
        }

        return result;
    }

    private static ArchiveRow Read(string writer, JournalRow row, byte[] previous) => JournalEntry.IsChange(row.Entry.Span)
        ? new ChangeRow(writer, row, previous, JournalEntry.ReadChange(row.Entry.Span))
        : new CallRow(writer, row, previous, JournalEntry.Read(row.Entry.Span));
}
