using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace FourRunr.Storage;

/// <summary>
/// The only writer of a SQLite file. Work queues in a bounded channel; one thread takes what waits, runs each piece
/// in its own savepoint and commits them together, so that one slow disk flush serves many callers and a failing
/// piece affects no other.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int QueueLength = 8192;
    private const int LargestBatch = 512;
    private const string Savepoint = "piece";

    private readonly Channel<Piece> _queue = Channel.CreateBounded<Piece>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Func<SqliteConnection> _open;
    private readonly Task _loop;

    public SqliteWriter(Func<SqliteConnection> open)
    {
        _open = open;
        // SQLite's asynchronous methods block: the writer owns a thread instead of taking one from the pool.
        _loop = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async Task<T> RunAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        var piece = new Piece<T>(work);
        await _queue.Writer.WriteAsync(piece, cancellationToken);
        return await piece.Result;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private void Loop()
    {
        var batch = new List<Piece>(LargestBatch);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var piece))
            {
                batch.Add(piece);
            }

            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Piece> batch)
    {
        try
        {
            using var connection = _open();
            using var transaction = connection.BeginTransaction(deferred: false);
            if (batch is [var only])
            {
                // Alone in its batch it needs no savepoint, for which SQLite would copy every page that the work changes.
                if (only.Run(transaction))
                {
                    transaction.Commit();
                }

                only.Complete();
                return;
            }

            foreach (var piece in batch)
            {
                transaction.Save(Savepoint);
                if (piece.Run(transaction))
                {
                    transaction.Release(Savepoint);
                }
                else
                {
                    transaction.Rollback(Savepoint);
                }
            }

            transaction.Commit();
        }
        catch (Exception exception)
        {
            // Nothing of the batch is durable, so every piece fails.
            batch.ForEach(piece => piece.Fail(exception));
            return;
        }

        batch.ForEach(piece => piece.Complete());
    }

    private abstract class Piece
    {
        public abstract bool Run(DbTransaction transaction);

        public abstract void Complete();

        public abstract void Fail(Exception exception);
    }

    private sealed class Piece<T>(Func<DbTransaction, Task<T>> work) : Piece
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _value;

        public Task<T> Result => _result.Task;

        public override bool Run(DbTransaction transaction)
        {
            try
            {
                _value = work(transaction).GetAwaiter().GetResult();
                return true;
            }
            catch (Exception exception)
            {
                // Its own failure, whatever becomes of the batch.
                _result.TrySetException(exception);
                return false;
            }
        }

        public override void Complete() => _result.TrySetResult(_value!);

        public override void Fail(Exception exception) => _result.TrySetException(exception);
    }
}
