using System.Net.Http.Json;
using FourRunr.Audit;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Audit.Shipping;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit;

/// <summary>Rows of the journal arrive in the database, each once, whatever happens on the way.</summary>
public sealed class ShippingTests
{
    private const string Break = "ALTER TABLE audit_entries RENAME TO out_of_reach";
    private const string Mend = "ALTER TABLE out_of_reach RENAME TO audit_entries";

    [Theory, BothBackends]
    public async Task DatabaseAway_CallsGoOnAndArriveLater(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await ExecuteAsync(gateway, Break);

        for (var i = 0; i < 5; i++)
        {
            await (await gateway.SearchAsync()).MustBeOkAsync();
        }

        await (await gateway.SendMailAsync()).MustBeOkAsync();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => CatchUpAsync(gateway));
        Assert.Contains("gateway_audit_backlog{} 7", await gateway.Client().GetStringAsync("/metrics"), StringComparison.Ordinal);

        await ExecuteAsync(gateway, Mend);
        Assert.Equal(6, (await gateway.RecordsAsync()).Count);
        Assert.Equal(0, JournalSurgery.JournalOf(gateway).Backlog);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], await SeqsAsync(gateway));
    }

    [Theory, BothBackends]
    public async Task BacklogAtItsBound_503BeforeTheTool(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend, ["--Audit:MaxBacklog=100"]);
        await ExecuteAsync(gateway, Break);
        using var client = gateway.Client();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "x" })));

        var refusal = await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.DependencyUnavailable);

        Assert.Contains("audit journal", refusal.Detail, StringComparison.Ordinal);
        await ExecuteAsync(gateway, Mend);
        await CatchUpAsync(gateway);
        await (await gateway.SearchAsync()).MustBeOkAsync();
    }

    [Theory, BothBackends]
    public async Task ProxyEndsWhileTheDatabaseIsAway_TheNextOneBringsItsRows(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await CatchUpAsync(gateway);
        await ExecuteAsync(gateway, Break);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        var writer = JournalSurgery.JournalOf(gateway).File.Writer;
        await gateway.Proxy.DisposeAsync();

        await gateway.StartProxyAsync();
        await ExecuteAsync(gateway, Mend);

        await (await gateway.SearchAsync()).MustBeOkAsync();
        var records = await gateway.RecordsAsync();
        Assert.Equal([3L, 2L, 1L], records.Select(record => record.Seq));
        Assert.All(records, record => Assert.Equal(writer, record.Writer));
    }

    [Theory, BothBackends]
    public async Task BatchArrivedAndNobodyHeardOfIt_IsNotSentAgain(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await CatchUpAsync(gateway);
        // As if the answer to a commit had been lost: the database is further than this proxy believes.
        var journal = JournalSurgery.JournalOf(gateway);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await CatchUpAsync(gateway);
        await ExecuteAsync(gateway, "UPDATE audit_writers SET shipped_seq = shipped_seq + 1");
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();

        await CatchUpAsync(gateway);

        Assert.Equal(0, journal.Backlog);
        Assert.Equal([1, 2, 4], await SeqsAsync(gateway));
    }

    [Theory, BothBackends]
    public async Task OldCopyOfTheJournalPutBack_ANewWriterBegins(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        string[] files = [Path.Combine(gateway.DataDirectory, "journal-1.a"), Path.Combine(gateway.DataDirectory, "journal-1.b")];
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await gateway.Proxy.DisposeAsync();
        Array.ForEach(files, file => File.Copy(file, file + ".old"));
        await gateway.StartProxyAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await gateway.Proxy.DisposeAsync();
        Array.ForEach(files, file => File.Move(file + ".old", file, overwrite: true));

        await gateway.StartProxyAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();

        var records = await gateway.RecordsAsync();
        Assert.Equal([1L, 2L, 1L], records.Select(record => record.Seq));
        Assert.Equal(2, records.Select(record => record.Writer).Distinct().Count());
    }

    [Theory, BothBackends]
    public async Task TwoProxiesInOneFolder_EachHasAJournalOfItsOwn(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await using var other = await gateway.StartAnotherProxyAsync();

        await (await gateway.SearchAsync()).MustBeOkAsync();
        using (var client = other.Client(TestGateway.Token))
        {
            await (await client.PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "x" })).MustBeOkAsync();
        }

        await other.Services.GetRequiredService<AuditShipper>().CatchUpAsync(CancellationToken.None);
        Assert.Equal(2, (await gateway.RecordsAsync()).Select(record => record.Writer).Distinct().Count());
    }

    [Theory, BothBackends]
    public async Task DatabaseAwayForMoreRowsThanMemoryHolds_AllArriveChained(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var journal = JournalSurgery.JournalOf(gateway);
        var record = await RecordAsync(gateway);
        await ExecuteAsync(gateway, Break);
        await Task.WhenAll(Enumerable.Range(0, RecentRows.MostRows + 2500).Select(_ => journal.AppendAsync(record, durable: false)));
        Assert.Equal(RecentRows.MostRows, journal.Recent.Count);
        await ExecuteAsync(gateway, Mend);
        await journal.AppendAsync(record, durable: true);
        await CatchUpAsync(gateway);

        Assert.Equal((0, 0), (journal.Backlog, journal.Recent.Count));
        var rows = await gateway.Proxy.Services.GetRequiredService<Database>().QueryAsync<Link>(
            "SELECT seq, prev_hash, hash, entry FROM audit_entries ORDER BY seq", values: null, CancellationToken.None);
        var previous = AuditChain.Start.ToArray();
        foreach (var (row, index) in rows.Select((row, index) => (row, index)))
        {
            var hash = new byte[AuditChain.HashSize];
            AuditChain.Hash(previous, System.Text.Encoding.UTF8.GetBytes(row.Entry), hash);
            Assert.Equal(index + 1, row.Seq);
            Assert.Equal(previous, row.PrevHash);
            Assert.Equal(hash, row.Hash);
            previous = hash;
        }

        Assert.Equal(RecentRows.MostRows + 2502, rows.Count);
    }

    private static async Task<CallRecordResponse> RecordAsync(TestGateway gateway)
    {
        await (await gateway.SearchAsync()).MustBeOkAsync();
        return (await gateway.RecordsAsync()).Single() with { Writer = null, Seq = null };
    }

    private static Task CatchUpAsync(TestGateway gateway) =>
        gateway.Proxy.Services.GetRequiredService<AuditShipper>().CatchUpAsync(CancellationToken.None);

    private static async Task<IEnumerable<long>> SeqsAsync(TestGateway gateway) =>
        await gateway.Proxy.Services.GetRequiredService<Database>().QueryAsync<long>(
            "SELECT seq FROM audit_entries ORDER BY seq", values: null, CancellationToken.None);

    private static Task<int> ExecuteAsync(TestGateway gateway, string sql) =>
        gateway.Proxy.Services.GetRequiredService<Database>().ExecuteAsync(sql, values: null, CancellationToken.None);

    private sealed class Link
    {
        public required long Seq { get; init; }

        public required byte[] PrevHash { get; init; }

        public required byte[] Hash { get; init; }

        public required string Entry { get; init; }
    }
}
