using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using FourRunr.Audit;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Audit.Stream;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit.Changes;

/// <summary>Changes stand in one chain with calls: exports have them, and whoever alters, removes or moves them is found out.</summary>
public sealed class ChangesInTheTrailTests
{
    [Theory, BothBackends]
    public async Task Verify_CallsAndChanges_AreOneChainAndSigned(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await FillAsync(gateway);
        // Ending signs what was not signed yet.
        await gateway.Proxy.DisposeAsync();
        await gateway.StartProxyAsync();

        var report = await VerifyAsync(gateway);

        Assert.True(report.Intact, string.Join('\n', report.Findings));
        Assert.Equal((6, 6, 0), (report.Rows, report.CoveredRows, report.TailRows));
    }

    [Theory, BothBackends]
    public async Task Export_HasTheChangesAndVerifiesOffline(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await FillAsync(gateway);
        using var admin = gateway.Proxy.AdminClient();

        var export = await admin.GetStringAsync("/v1/admin/audit/export");

        var entries = export.Split('\n').Where(line => line.Contains("\"type\":\"entry\"", StringComparison.Ordinal)).ToArray();
        Assert.Equal(6, entries.Length);
        Assert.Equal([1, 3], entries.Index().Where(line => line.Item.Contains("\"kind\":\"operator_change\"", StringComparison.Ordinal)).Select(line => line.Index));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(export));
        Assert.True((await AuditExport.VerifyAsync(stream, [])).Intact);
    }

    [Theory, BothBackends]
    public Task Altered_IsNamed(Backend backend) => FindsAsync(
        backend, "UPDATE audit_changes SET entry = REPLACE(entry, 'Olga', 'Oleg') WHERE seq = 4", ("altered", 4L));

    [Theory, BothBackends]
    public Task MadeToLookLikeACall_IsNamed(Backend backend) => FindsAsync(
        backend, "UPDATE audit_changes SET entry = REPLACE(entry, 'operator_change', 'call') WHERE seq = 2", ("altered", 2L));

    [Theory, BothBackends]
    public Task Deleted_IsNamed(Backend backend) => FindsAsync(backend, "DELETE FROM audit_changes WHERE seq = 2", ("missing", 2L));

    [Theory, BothBackends]
    public Task Moved_AreNamed(Backend backend) => FindsAsync(
        backend, "UPDATE audit_changes SET seq = CASE seq WHEN 2 THEN 4 ELSE 2 END", ("reordered", 2L), ("reordered", 4L));

    [Theory, BothBackends]
    public Task Copied_IsNamed(Backend backend) => FindsAsync(
        backend,
        """
        INSERT INTO audit_changes (writer, seq, change_id, recorded_at, operator_id, action, subject_kind, subject_id, prev_hash, hash, entry)
        SELECT writer, seq, 'chg_copy', recorded_at, operator_id, action, subject_kind, subject_id, prev_hash, hash, entry FROM audit_changes WHERE seq = 2
        """,
        ("duplicated", 2L));

    [Theory, BothBackends]
    public async Task HiddenAmongTheCalls_IsMissed(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await FillAsync(gateway);
        // An announcement of a call that has ended is in no list.
        await ExecuteAsync(
            gateway,
            """
            INSERT INTO audit_entries (writer, seq, call_id, tool, action, outcome, prev_hash, hash, entry)
            SELECT hidden.writer, hidden.seq, other.call_id, 'x', 'x', 'unfinished', hidden.prev_hash, hidden.hash, hidden.entry
            FROM audit_changes AS hidden JOIN audit_entries AS other ON other.seq = 3 WHERE hidden.seq = 2
            """);
        await ExecuteAsync(gateway, "DELETE FROM audit_changes WHERE seq = 2");

        Assert.Equal([("missing", 2L)], (await VerifyAsync(gateway)).Findings.Select(finding => (finding.Kind.ToWire(), finding.Seq)));
    }

    [Theory, BothBackends]
    public async Task Finding_OfAChange_NamesIt(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await FillAsync(gateway);
        await ExecuteAsync(gateway, "UPDATE audit_changes SET entry = REPLACE(entry, 'Olga', 'Oleg') WHERE seq = 2");

        var finding = Assert.Single((await VerifyAsync(gateway)).Findings);

        var altered = (await Waiting.ListAsync(gateway)).Single(change => change.Seq == 2);
        Assert.Equal((null, altered.ChangeId), (finding.CallId, finding.ChangeId));
    }

    [Theory, BothBackends]
    public async Task Range_OfTheTimeOfAChange_HoldsIt(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await FillAsync(gateway);

        var report = await VerifyAsync(gateway, "?from=2026-03-01T12:00:01Z&to=2026-03-01T12:00:03Z");

        Assert.Equal((true, 3L, 2L, 4L), (report.Intact, report.Rows, report.Writers.Single().FirstSeq, report.Writers.Single().LastSeq));
    }

    [Theory, BothBackends]
    public async Task Call_BetweenChanges_IsIntactAndHasNoCallsAsNeighbours(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await FillAsync(gateway);
        var call = (await gateway.RecordsAsync()).Single(record => record.Seq == 3);
        using var admin = gateway.Proxy.AdminClient();

        var found = await Waiting.ReadAsync<RecordedCallResponse>(admin, $"/v1/admin/calls/{call.CallId}");
        await ExecuteAsync(gateway, "UPDATE audit_changes SET hash = prev_hash WHERE seq = 2");
        var damaged = await Waiting.ReadAsync<RecordedCallResponse>(admin, $"/v1/admin/calls/{call.CallId}");

        Assert.Equal((true, null, null), (found.Audit.Intact, found.Audit.PreviousCallId, found.Audit.NextCallId));
        Assert.False(damaged.Audit.Intact);
    }

    [Theory, BothBackends]
    public async Task Calls_ListsAndSummaries_HaveNoChanges(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await FillAsync(gateway);
        using var admin = gateway.Proxy.AdminClient();

        Assert.Equal([6L, 5L, 3L, 1L], (await gateway.RecordsAsync()).Select(call => call.Seq!.Value));
        Assert.Equal(4, (await Waiting.ReadAsync<CallSummaryResponse>(admin, "/v1/admin/calls/summary")).Total.Calls);
    }

    [Theory, BothBackends]
    public async Task Stream_ChangesBetweenCalls_AreNoGap(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await FillAsync(gateway);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = gateway.Proxy.AdminClient();
        // From the very beginning on.
        var cursor = StreamCursor.AtTheEnd([new WriterPosition(JournalSurgery.JournalOf(gateway).File.Writer, 0)]).ToString();
        client.DefaultRequestHeaders.Add("Last-Event-ID", cursor);
        using var response = await client.GetAsync("/v1/admin/calls/stream", HttpCompletionOption.ResponseHeadersRead, deadline.Token);

        var events = new List<string>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(deadline.Token)).EnumerateAsync(deadline.Token))
        {
            events.Add(item.EventType);
            if (events.Count == 5)
            {
                break;
            }
        }

        Assert.Equal(["heartbeat", "call", "call", "call", "call"], events);
    }

    [Theory, BothBackends]
    public async Task Retention_RowsOfDaysThatAreOver_GoAndTheRestVerifies(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var journal = JournalSurgery.JournalOf(gateway);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var days in (int[])[40, 31, 30, 0])
        {
            await journal.AppendAsync(new RecordedChange(now.AddDays(-days), Waiting.Change(days)));
        }

        await (await gateway.SearchAsync()).MustBeOkAsync();
        Assert.Equal(4, (await Waiting.ListAsync(gateway)).Count);

        Assert.Equal(2, await ArchivedChanges.RemoveBeforeAsync(
            gateway.Proxy.Services.GetRequiredService<Database>(), now.AddDays(-30), CancellationToken.None));

        Assert.Equal([3L, 4L], (await Waiting.ListAsync(gateway)).Select(change => change.Seq!.Value).Order());
        var report = await VerifyAsync(gateway);
        Assert.Equal((true, 3L), (report.Intact, report.Writers.Single().FirstSeq));
    }

    [Theory, BothBackends]
    public async Task Restart_ChangesThatWereOnlyInTheJournal_Arrive(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await ExecuteAsync(gateway, "ALTER TABLE audit_changes RENAME TO out_of_reach");
        var journal = JournalSurgery.JournalOf(gateway);
        await journal.AppendAsync(new RecordedChange(Waiting.At(9), Waiting.Change(1)));
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await ExecuteAsync(gateway, "ALTER TABLE out_of_reach RENAME TO audit_changes");
        await gateway.Proxy.DisposeAsync();

        await gateway.StartProxyAsync();

        Assert.Equal([1L], (await Waiting.ListAsync(gateway)).Select(change => change.Seq!.Value));
        Assert.Equal([2L], (await gateway.RecordsAsync()).Select(call => call.Seq!.Value));
        Assert.True((await VerifyAsync(gateway)).Intact);
    }

    /// <summary>Four calls, and changes as rows 2 and 4.</summary>
    private static async Task FillAsync(TestGateway gateway)
    {
        await (await gateway.SearchAsync()).MustBeOkAsync();
        gateway.Auth.Changes.Add(Waiting.Change(1));
        await Waiting.ListAsync(gateway);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        gateway.Auth.Changes.Add(Waiting.Change(2));
        await Waiting.ListAsync(gateway);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();
        await gateway.RecordsAsync();
    }

    private static async Task FindsAsync(Backend backend, string sql, params (string Kind, long Seq)[] findings)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await FillAsync(gateway);
        await ExecuteAsync(gateway, sql);

        Assert.Equal(findings, (await VerifyAsync(gateway)).Findings.Select(finding => (finding.Kind.ToWire(), finding.Seq)));
    }

    private static async Task<AuditReportResponse> VerifyAsync(TestGateway gateway, string query = "")
    {
        using var admin = gateway.Proxy.AdminClient();
        return (await admin.GetFromJsonAsync<AuditReportResponse>($"/v1/admin/audit/verify{query}", GatewayJson.Strict))!;
    }

    private static Task<int> ExecuteAsync(TestGateway gateway, string sql) =>
        gateway.Proxy.Services.GetRequiredService<Database>().ExecuteAsync(sql, values: null, CancellationToken.None);
}
