using FourRunr.ToolProxy.Audit.Archive;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// The last rows that this process wrote and that are not in the database yet, so that they need not be read from the file: at most
/// 16,384 rows with 16 MiB of entries. Rows that were dropped from here are in the file.
/// </summary>
internal sealed class RecentRows
{
    public const int MostRows = 16_384;
    public const long MostBytes = 16 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<ArchiveRow> _rows = new();
    private long _bytes;
    private long _last;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _rows.Count;
            }
        }
    }

    /// <param name="rows">Consecutive.</param>
    public void Add(IEnumerable<ArchiveRow> rows)
    {
        lock (_lock)
        {
            foreach (var row in rows)
            {
                if (row.Row.Seq != _last + 1)
                {
                    // Some written rows are missing here: they are in the file, and so are the ones before them.
                    _rows.Clear();
                    _bytes = 0;
                }

                _rows.Enqueue(row);
                _bytes += row.Row.Entry.Length;
                _last = row.Row.Seq;
            }

            while (_rows.Count > MostRows || _bytes > MostBytes)
            {
                RemoveFirst();
            }
        }
    }

    /// <summary>Consecutive rows, starting with the one after <paramref name="seq"/>; none if that one is not here.</summary>
    public List<ArchiveRow> After(long seq, int limit)
    {
        lock (_lock)
        {
            return _rows.TryPeek(out var first) && first.Row.Seq <= seq + 1
                ? [.. _rows.Skip((int)(seq + 1 - first.Row.Seq)).Take(limit)]
                : [];
        }
    }

    /// <summary>Every row up to this one is in the database.</summary>
    public void Arrived(long seq)
    {
        lock (_lock)
        {
            while (_rows.TryPeek(out var first) && first.Row.Seq <= seq)
            {
                RemoveFirst();
            }
        }
    }

    private void RemoveFirst() => _bytes -= _rows.Dequeue().Row.Entry.Length;
}
