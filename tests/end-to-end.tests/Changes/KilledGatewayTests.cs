using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Changes;

/// <summary>A gateway that is killed while operators change things: what they were told is done, and is on record once.</summary>
public sealed class KilledGatewayTests : IDisposable
{
    private const int Rounds = 3;

    private readonly TemporaryDirectory _data = new();

    [Fact]
    public async Task KilledAgainAndAgain_EveryChangeIsOnRecordOnce()
    {
        List<string> answered = [];
        for (var round = 1; round <= Rounds; round++)
        {
            await using var gateway = await StartAsync();
            var enough = answered.Count + (40 * round);
            var changing = ChangeUntilItIsGoneAsync(gateway.Operator, answered);
            await Eventually.TrueAsync(() => Count(answered) >= enough || changing.IsCompleted, "changes are answered");
            await gateway.Process.KillAsync();
            await changing;
            Assert.True(answered.Count >= enough, "The gateway ended by itself.");
        }

        await using var last = await StartAsync();
        IReadOnlyList<OperatorChangeResponse> created = [];
        IReadOnlyList<OperatorResponse> operators = [];
        await Eventually.TrueAsync(
            async () =>
            {
                operators = await AllAsync<OperatorResponse>(last.Operator, "/v1/operators?");
                created = await AllAsync<OperatorChangeResponse>(last.Operator, "/v1/admin/changes?action=operator.created&");
                return created.Count >= operators.Count;
            },
            "every change is on record");

        // Those that were answered, and at most one a round whose answer got lost.
        Assert.InRange(operators.Count, answered.Count, answered.Count + Rounds);
        Assert.Equal(operators.Select(one => one.OperatorId).Order(), created.Select(change => change.Subject.Id).Order());
        var report = await last.Operator.GetAsync<AuditReportResponse>("/v1/admin/audit/verify");
        Assert.True(report.Intact, string.Join('\n', report.Findings));
    }

    public void Dispose() => _data.Dispose();

    private Task<StartedGateway> StartAsync() => StartedGateway.StartAsync(("GATEWAY_DATA_DIR", _data.Path));

    private static async Task ChangeUntilItIsGoneAsync(HttpClient admin, List<string> answered)
    {
        try
        {
            while (true)
            {
                using var response = await admin.PostAsJsonAsync("/v1/operators", new CreateOperatorRequest("Olga", OperatorRole.Auditor), GatewayJson.Tolerant);
                var created = (await response.Content.ReadFromJsonAsync<OperatorResponse>(GatewayJson.Tolerant))!;
                lock (answered)
                {
                    answered.Add(created.OperatorId);
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // It was killed.
        }
    }

    private static int Count(List<string> answered)
    {
        lock (answered)
        {
            return answered.Count;
        }
    }

    private static async Task<IReadOnlyList<T>> AllAsync<T>(HttpClient admin, string path)
    {
        List<T> all = [];
        string? cursor = null;
        do
        {
            var page = await admin.GetAsync<Page<T>>($"{path}limit=200{(cursor is null ? "" : $"&cursor={cursor}")}");
            all.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return all;
    }
}
