using FourRunr.Audit;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit.Journal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace FourRunr.ToolProxy.Tests.Audit.Journal;

/// <summary>A folder with journals, opened and filled as a proxy would.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public FakeLogger Log { get; } = new();

    public IReadOnlyList<string> Names => [.. Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public IEnumerable<LogLevel> Levels => Log.Collector.GetSnapshot().Select(record => record.Level);

    public string PathOf(string file) => Path.Combine(_folder.Path, file);

    public JournalFile Open() => JournalFile.OpenFirstFree(_folder.Path, TimeProvider.System, Log);

    /// <summary>The files as they are now, as if the process had been killed and its machine looked at.</summary>
    public JournalFolder Copy()
    {
        var copy = new JournalFolder();
        foreach (var name in Names.Where(name => !name.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.Copy(PathOf(name), copy.PathOf(name));
        }

        return copy;
    }

    /// <summary>Appends rows, one write each.</summary>
    public static void Append(JournalFile journal, int rows, int entrySize = 100, bool durable = false)
    {
        for (var i = 0; i < rows; i++)
        {
            journal.Append(Rows(journal, 1, entrySize), durable);
        }
    }

    /// <summary>The rows that would come next.</summary>
    public static IReadOnlyList<JournalRow> Rows(JournalFile journal, int count, int entrySize = 100)
    {
        var rows = new List<JournalRow>();
        var previous = journal.LastHash;
        for (var seq = journal.LastSeq + 1; rows.Count < count; seq++)
        {
            var entry = new byte[entrySize];
            new Random((int)seq).NextBytes(entry);
            var hash = new byte[AuditChain.HashSize];
            AuditChain.Hash(previous, entry, hash);
            rows.Add(new JournalRow(seq, hash, entry));
            previous = hash;
        }

        return rows;
    }

    public static void MustBeWhole(JournalFile journal, long from, long to)
    {
        var rows = journal.ReadFrom(from, int.MaxValue);
        Xunit.Assert.Equal(to, journal.LastSeq);
        Xunit.Assert.Equal(Enumerable.Range((int)from, (int)(to - from + 1)).Select(seq => (long)seq), rows.Select(row => row.Seq));
        Xunit.Assert.Equal(journal.LastHash, rows[^1].Hash);
        foreach (var (row, next) in rows.Zip(rows.Skip(1)))
        {
            var hash = new byte[AuditChain.HashSize];
            AuditChain.Hash(row.Hash, next.Entry.Span, hash);
            Xunit.Assert.Equal(next.Hash, hash);
        }
    }

    public void Dispose() => _folder.Dispose();
}
