using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.ToolProxy.Tests.Audit.Changes;

/// <summary>Changes of other services that wait for a proxy, and what the proxies made of them.</summary>
internal static class Waiting
{
    /// <summary>A change at a moment of its own, so that their order is known.</summary>
    public static OperatorChangeResponse Change(int second, string action = ChangeActions.AgentSuspended, ChangeSubject? subject = null, string operatorId = "opr_1") => new()
    {
        ChangeId = GatewayId.New(GatewayId.Change, At(second)),
        At = At(second),
        Service = "auth-service",
        Operator = new ChangeOperator(operatorId, "Olga", "admin"),
        Action = action,
        Subject = subject ?? new ChangeSubject(ChangeSubjects.Agent, TestGateway.AgentId, "scout"),
        FromVersion = "1",
        ToVersion = "2",
        Detail = new Dictionary<string, string> { ["role"] = "scraper" },
        CorrelationId = "abc",
    };

    public static DateTimeOffset At(int second) => new(2026, 3, 1, 12, 0, second, TimeSpan.Zero);

    public static async Task<T> ReadAsync<T>(HttpClient admin, string path) => (await admin.GetFromJsonAsync<T>(path, GatewayJson.Strict))!;

    public static async Task<IReadOnlyList<OperatorChangeResponse>> ListAsync(RunningService proxy, string query = "")
    {
        using var admin = proxy.AdminClient();
        return (await admin.GetFromJsonAsync<Page<OperatorChangeResponse>>($"/v1/admin/changes{query}", GatewayJson.Strict))!.Items;
    }

    public static Task<IReadOnlyList<OperatorChangeResponse>> ListAsync(TestGateway gateway, string query = "") => ListAsync(gateway.Proxy, query);

    public static async Task<long> RowsAsync(TestGateway gateway) => (await gateway.Proxy.Services.GetRequiredService<Database>()
        .QueryAsync<long>("SELECT COUNT(*) FROM audit_changes", values: null, CancellationToken.None))[0];
}
