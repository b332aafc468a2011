using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit;

/// <summary>Somebody with access to the database changes the trail, and the gateway names what was changed.</summary>
public sealed class VerifyAuditTests
{
    [Theory, BothBackends]
    public async Task Verify_UntouchedTrail_IsIntactAndSigned(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await CallAsync(gateway, 5);
        await gateway.SendMailAsync();
        // Ending signs what was not signed yet.
        await gateway.Proxy.DisposeAsync();
        await gateway.StartProxyAsync();

        var report = await VerifyAsync(gateway);

        Assert.True(report.Intact);
        Assert.Equal((7, 7, 0), (report.Rows, report.CoveredRows, report.TailRows));
        Assert.Equal((1, 7), (report.Writers.Single().FirstSeq, report.Writers.Single().LastSeq));
    }

    [Theory, BothBackends]
    public Task Verify_RowAltered_IsNamed(Backend backend) => FindsAsync(
        backend, "UPDATE audit_entries SET entry = REPLACE(entry, '\"outcome\":\"ok\"', '\"outcome\":\"no\"') WHERE seq = 3", ("altered", 3L));

    [Theory, BothBackends]
    public Task Verify_RowDeleted_IsNamed(Backend backend) => FindsAsync(
        backend, "DELETE FROM audit_entries WHERE seq = 4", ("missing", 4L));

    [Theory, BothBackends]
    public Task Verify_RowsReordered_AreNamed(Backend backend) => FindsAsync(
        backend, "UPDATE audit_entries SET seq = CASE seq WHEN 2 THEN 5 ELSE 2 END WHERE seq IN (2, 5)", ("reordered", 2L), ("reordered", 5L));

    [Theory, BothBackends]
    public Task Verify_LastRowsDeleted_AreMissed(Backend backend) => FindsAsync(
        backend, "DELETE FROM audit_entries WHERE seq > 4", ("truncated", 5L));

    [Theory, BothBackends]
    public async Task Verify_RangeOfTime_LooksOnlyThere(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await CallAsync(gateway, 3);
        var fromThird = Uri.EscapeDataString((await gateway.RecordsAsync())[0].OccurredAt.ToString("O"));
        await CallAsync(gateway, 3);
        await ExecuteAsync(gateway, "UPDATE audit_entries SET entry = REPLACE(entry, 'serpapi', 'openai_') WHERE seq = 1");

        Assert.Empty(await FindingsAsync(gateway, $"?from={fromThird}"));
        Assert.Equal([("altered", 1L)], await FindingsAsync(gateway, $"?to={fromThird}"));
    }

    [Theory, BothBackends]
    public async Task Keys_AreThePublicOnes(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);

        var keys = await gateway.Proxy.AdminClient().GetFromJsonAsync<AuditKeyListResponse>("/v1/admin/audit/keys", GatewayJson.Strict);

        var key = Assert.Single(keys!.Keys);
        Assert.Matches("^adk_[0-9a-f]{16}$", key.KeyId);
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", key.PublicKeyPem, StringComparison.Ordinal);
    }

    /// <summary>Six calls, then something that nobody may do; it must be found.</summary>
    private static async Task FindsAsync(Backend backend, string sql, params (string Kind, long Seq)[] findings)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await CallAsync(gateway, 6);
        await ExecuteAsync(gateway, sql);

        Assert.Equal(findings, await FindingsAsync(gateway));
    }

    private static async Task CallAsync(TestGateway gateway, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await (await gateway.SearchAsync()).MustBeOkAsync();
        }

        await gateway.RecordsAsync();
    }

    private static async Task<AuditReportResponse> VerifyAsync(TestGateway gateway, string query = "") =>
        (await gateway.Proxy.AdminClient().GetFromJsonAsync<AuditReportResponse>($"/v1/admin/audit/verify{query}", GatewayJson.Strict))!;

    private static async Task<IEnumerable<(string Kind, long Seq)>> FindingsAsync(TestGateway gateway, string query = "") =>
        (await VerifyAsync(gateway, query)).Findings.Select(finding => (finding.Kind.ToWire(), finding.Seq));

    private static Task<int> ExecuteAsync(TestGateway gateway, string sql) =>
        gateway.Proxy.Services.GetRequiredService<Database>().ExecuteAsync(sql, values: null, CancellationToken.None);
}
