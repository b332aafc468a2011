using System.Diagnostics.Metrics;
using FourRunr.Audit;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Telemetry;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit.Journal;

public sealed class AuditJournalTests : IAsyncLifetime
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(500);

    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly Meter _meter = new("test");
    private readonly AuditJournal _journal;

    public AuditJournalTests()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("GATEWAY_DATA_DIR", _folder.Path)]).Build();
        _journal = new AuditJournal(
            GatewaySettings.From(configuration, new HostingEnvironment { EnvironmentName = "Development" }),
            Options.Create(new AuditOptions()),
            new ProxyMetrics(new GatewayMeter(_meter)),
            _clock,
            NullLogger<AuditJournal>.Instance);
    }

    public async ValueTask InitializeAsync() => await _journal.StartAsync(CancellationToken.None);

    [Fact]
    public async Task Append_RowsInMemory_AreThoseOfTheFile()
    {
        await _journal.AppendAsync(Record(), durable: false);
        await _journal.AppendAsync(Record() with { Outcome = "unfinished", AgentId = null, CountedAt = null, WouldDeny = "ü \"\0" }, durable: true);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _journal.AppendAsync(Record(), durable: false)));

        var kept = _journal.Recent.After(0, 1000);
        var read = ArchiveRow.Of(_journal.File.Writer, after: 0, _journal.File.ReadFrom(0, 1000));

        Assert.Equal(102, kept.Count);
        Assert.Equal(await StoredAsync(read), await StoredAsync(kept));
        Assert.All(kept, row => Assert.True(row.IsIntact));
        Assert.Equal(AuditChain.Start.ToArray(), kept[0].PreviousHash);
        Assert.Equal(
            (_journal.File.Writer, 102L, TestRecordId),
            (JournalEntry.Read(kept[^1].Row.Entry.Span).Writer, JournalEntry.Read(kept[^1].Row.Entry.Span).Seq, Assert.IsType<CallRow>(kept[^1]).CallId));
    }

    [Fact]
    public async Task Recent_RowsArrive_AreLetGo()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _journal.AppendAsync(Record(), durable: false)));

        _journal.Arrived(4);

        Assert.Equal((6, 6L), (_journal.Recent.Count, _journal.Backlog));
        Assert.Empty(_journal.Recent.After(3, 10));
        Assert.Equal([5L, 6L, 7L], Seqs(_journal.Recent.After(4, 3)));
        Assert.Equal([9L, 10L], Seqs(_journal.Recent.After(8, 10)));
        Assert.Empty(_journal.Recent.After(10, 10));
        _journal.Arrived(10);
        Assert.Equal(0, _journal.Recent.Count);
    }

    [Fact]
    public async Task Recent_NoRowArrives_HoldsTheNewestUpToItsBounds()
    {
        var large = Record() with { Intent = new string('x', 1024 * 1024) };
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _journal.AppendAsync(large, durable: false)));
        Assert.Equal(15, _journal.Recent.Count);

        await Task.WhenAll(Enumerable.Range(0, RecentRows.MostRows + 10).Select(_ => _journal.AppendAsync(Record(), durable: false)));
        var (first, last) = (_journal.File.LastSeq - _journal.Recent.Count + 1, _journal.File.LastSeq);
        Assert.InRange(_journal.Recent.Count, 1000, RecentRows.MostRows);
        Assert.InRange(_journal.Recent.After(first - 1, int.MaxValue).Sum(row => (long)row.Row.Entry.Length), 1, RecentRows.MostBytes);
        Assert.Equal(last, _journal.Recent.After(first - 1, int.MaxValue)[^1].Row.Seq);
    }

    [Fact]
    public void Recent_RowsDidNotGetThere_NoGapIsHidden()
    {
        foreach (var seqs in (long[][])[[1, 2], [4, 5]])
        {
            _journal.Recent.Add(seqs.Select(seq => new CallRow("wrt_1", new JournalRow(seq, [], default), [], Record())));
        }

        Assert.Empty(_journal.Recent.After(0, 10));
        Assert.Empty(_journal.Recent.After(2, 10));
        Assert.Equal([4L, 5L], Seqs(_journal.Recent.After(3, 10)));
    }

    [Fact]
    public async Task Append_DiskHangs_FailsAfterTwoSecondsAndIsWrittenWhenTheDiskGoesOn()
    {
        Task<long> hanging, behind;
        using (JournalSurgery.Hang(_journal.File))
        {
            // On the thread of the journal, as all that must be flushed.
            hanging = _journal.AppendAsync(Record(), durable: true);
            behind = _journal.AppendAsync(Record(), durable: false);
            // The first of them may have begun before.
            PassSlices(4);
            Assert.False(hanging.IsCompleted || behind.IsCompleted);

            PassSlices(1);

            await Assert.ThrowsAsync<DependencyUnavailableException>(() => hanging);
            await Assert.ThrowsAsync<DependencyUnavailableException>(() => behind);
            Assert.Equal(0, _journal.Written);
        }

        Assert.Equal(3, await _journal.AppendAsync(Record(), durable: false));
    }

    [Fact]
    public async Task Append_ProcessWasFrozen_TheDiskStillGetsItsTime()
    {
        Task<long> pending;
        using (JournalSurgery.Hang(_journal.File))
        {
            pending = _journal.AppendAsync(Record(), durable: true);
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.False(pending.IsCompleted);
        }

        Assert.Equal(1, await pending);
    }

    [Fact]
    public async Task Append_DiskRefuses_WholeBatchFailsAndTheNextOneIsWritten()
    {
        using (var disk = new JournalSurgery(_journal.File))
        {
            disk.Refuse();
            foreach (var refused in Enumerable.Range(0, 20).Select(_ => _journal.AppendAsync(Record(), durable: false)).ToArray())
            {
                await Assert.ThrowsAsync<DependencyUnavailableException>(() => refused);
            }

            Assert.False(_journal.TakesCalls);
            Assert.Equal(0, _journal.Recent.Count);
        }

        Assert.Equal(1, await _journal.AppendAsync(Record(), durable: false));
        Assert.True(_journal.TakesCalls);
    }

    [Fact]
    public async Task Stop_WhatWaitsIsWrittenAndNothingIsTakenAfterwards()
    {
        var waiting = Enumerable.Range(0, 100).Select(_ => _journal.AppendAsync(Record(), durable: false)).ToArray();

        await _journal.StopAsync(CancellationToken.None);

        Assert.Equal(Enumerable.Range(1, 100).Select(seq => (long)seq), await Task.WhenAll(waiting));
        await Assert.ThrowsAsync<DependencyUnavailableException>(() => _journal.AppendAsync(Record(), durable: false));
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.StopAsync(CancellationToken.None);
        _journal.Dispose();
        _meter.Dispose();
        _folder.Dispose();
    }

    private const string TestRecordId = "call_019e0000000070008000000000000001";

    private static CallRecordResponse Record() => new()
    {
        CallId = TestRecordId,
        OccurredAt = DateTimeOffset.UnixEpoch,
        CorrelationId = "test",
        AgentId = "agt_1",
        AgentName = "scout",
        Tool = "serpapi",
        Action = "search",
        Outcome = "ok",
        Status = 200,
        CountedAt = DateTimeOffset.UnixEpoch.AddMilliseconds(5),
        Attempts = 1,
        Cached = false,
        DurationMs = 1.5,
        RequestBytes = 1,
        ResponseBytes = 2,
    };

    private void PassSlices(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _clock.Advance(Slice);
        }
    }

    private static IEnumerable<long> Seqs(IEnumerable<ArchiveRow> rows) => rows.Select(row => row.Row.Seq);

    /// <summary>What the archive gets of them.</summary>
    private static async Task<List<object[]>> StoredAsync(IReadOnlyList<ArchiveRow> rows)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE TABLE stored ({string.Join(", ", CallRow.Columns.Select(column => column.Name))})";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await BulkInsert.WriteAsync(transaction, "stored", CallRow.Columns, [.. rows.Cast<CallRow>()], TestContext.Current.CancellationToken);
        command.Transaction = (SqliteTransaction)transaction;
        command.CommandText = "SELECT * FROM stored ORDER BY seq";
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var stored = new List<object[]>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            stored.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]);
        }

        return stored;
    }
}
