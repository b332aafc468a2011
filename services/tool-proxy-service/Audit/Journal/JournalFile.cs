using FourRunr.Audit;
using FourRunr.Contracts;
using FourRunr.Storage;
using Microsoft.Data.Sqlite;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// A journal on this machine's disk: one SQLite file in WAL mode with the rows that are not known to have arrived in the
/// database yet, and the last one before them. Several processes may use one folder: each locks the first free of
/// <c>journal-1.db</c>, <c>journal-2.db</c> …, so a process that comes back goes on with what it, or another, left there.
/// One thread appends and forgets; another may read beside it.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private const int MostFiles = 64;

    private readonly FileStream _lock;
    private readonly string _path;
    private readonly SqliteConnection _writing;
    private readonly SqliteConnection _reading;
    private readonly SqliteCommand _insert;
    private bool _durable;

    private JournalFile(FileStream taken, string path, TimeProvider clock)
    {
        (_lock, _path) = (taken, path);
        _writing = Open();
        Execute(_writing, """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            CREATE TABLE IF NOT EXISTS writer (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS entries (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, entry BLOB NOT NULL);
            """);
        using (var name = _writing.CreateCommand())
        {
            name.CommandText = "INSERT INTO writer (id, name) VALUES (1, @made) ON CONFLICT (id) DO NOTHING; SELECT name FROM writer";
            name.Parameters.AddWithValue("made", GatewayId.New(GatewayId.Writer, clock));
            Writer = (string)name.ExecuteScalar()!;
        }

        _reading = Open();
        _insert = _writing.CreateCommand();
        _insert.CommandText = "INSERT INTO entries (seq, hash, entry) VALUES (@seq, @hash, @entry)";
        _insert.Parameters.Add("seq", SqliteType.Integer);
        _insert.Parameters.Add("hash", SqliteType.Blob);
        _insert.Parameters.Add("entry", SqliteType.Blob);
        (FirstSeq, LastSeq, LastHash) = ReadEnds();
    }

    /// <summary><c>wrt_…</c>, for as long as the file exists.</summary>
    public string Writer { get; }

    /// <summary>The oldest row that is here; 1 for a file without rows.</summary>
    public long FirstSeq { get; }

    /// <summary>0 for a file without rows.</summary>
    public long LastSeq { get; private set; }

    public byte[] LastHash { get; private set; }

    /// <exception cref="InvalidOperationException">All journals of the folder are in use.</exception>
    public static JournalFile OpenFirstFree(string folder, TimeProvider clock)
    {
        PrivateDirectory.Create(folder);
        for (var number = 1; number <= MostFiles; number++)
        {
            var path = Path.Combine(folder, $"journal-{number}.db");
            if (TryLock(path + ".lock") is { } taken)
            {
                return new JournalFile(taken, path, clock);
            }
        }

        throw new InvalidOperationException($"All {MostFiles} journals in {folder} are in use by other processes.");
    }

    /// <summary>Appends all rows or none.</summary>
    /// <param name="durable">True: a power cut loses none of them. False: the end of the process, however sudden, loses none.</param>
    /// <exception cref="SqliteException">The disk is full or broken: nothing was appended.</exception>
    public void Append(IReadOnlyList<JournalRow> rows, bool durable)
    {
        if (_durable != durable)
        {
            Execute(_writing, durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _durable = durable;
        }

        using var transaction = _writing.BeginTransaction(deferred: false);
        _insert.Transaction = transaction;
        foreach (var row in rows)
        {
            (_insert.Parameters[0].Value, _insert.Parameters[1].Value, _insert.Parameters[2].Value) = (row.Seq, row.Hash, row.Entry);
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
        (LastSeq, LastHash) = (rows[^1].Seq, rows[^1].Hash);
    }

    /// <summary>Rows that have arrived in the database need not stay, but for the last of them: the next one hangs on it.</summary>
    public void Forget(long before)
    {
        using var command = _writing.CreateCommand();
        command.CommandText = "DELETE FROM entries WHERE seq < @before";
        command.Parameters.AddWithValue("before", before);
        command.ExecuteNonQuery();
    }

    /// <summary>The rows from <paramref name="seq"/> on, ascending.</summary>
    public List<JournalRow> ReadFrom(long seq, int limit)
    {
        using var command = _reading.CreateCommand();
        command.CommandText = "SELECT seq, hash, entry FROM entries WHERE seq >= @seq ORDER BY seq LIMIT @limit";
        command.Parameters.AddWithValue("seq", seq);
        command.Parameters.AddWithValue("limit", limit);
        using var reader = command.ExecuteReader();
        var rows = new List<JournalRow>();
        while (reader.Read())
        {
            rows.Add(new JournalRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2)));
        }

        return rows;
    }

    /// <summary>Ends this journal and keeps its file beside the new one, for people to look at.</summary>
    /// <returns>An empty journal of a new writer in its place.</returns>
    public JournalFile StartOver(TimeProvider clock)
    {
        Close();
        var aside = $"{_path}.{Writer}";
        File.Move(_path, aside);
        return new JournalFile(_lock, _path, clock);
    }

    public void Dispose()
    {
        Close();
        _lock.Dispose();
    }

    private void Close()
    {
        _insert.Dispose();
        _reading.Dispose();
        // The last connection to close brings the write-ahead log into the file.
        _writing.Dispose();
    }

    private (long First, long Last, byte[] Hash) ReadEnds()
    {
        using var command = _writing.CreateCommand();
        command.CommandText = "SELECT (SELECT MIN(seq) FROM entries), seq, hash FROM entries ORDER BY seq DESC LIMIT 1";
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2))
            : (1, 0, AuditChain.Start.ToArray());
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, Pooling = false, DefaultTimeout = 5 }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <param name="Entry">UTF-8 JSON, see <see cref="JournalEntry"/>.</param>
internal sealed record JournalRow(long Seq, byte[] Hash, byte[] Entry);
