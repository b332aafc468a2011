using System.Net.Http.Json;
using System.Text;
using FourRunr.Audit;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
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

        var found = await (await admin.GetAsync($"/v1/admin/calls/{call.CallId}")).ReadAsync<RecordedCallResponse>();
        await ExecuteAsync(gateway, "UPDATE audit_changes SET hash = prev_hash WHERE seq = 2");
        var damaged = await (await admin.GetAsync($"/v1/admin/calls/{call.CallId}")).ReadAsync<RecordedCallResponse>();

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
        Assert.Equal(4, (await (await admin.GetAsync("/v1/admin/calls/summary")).ReadAsync<CallSummaryResponse>()).Total.Calls);
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
