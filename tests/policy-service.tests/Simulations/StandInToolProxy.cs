using FourRunr.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FourRunr.Policy.Tests.Simulations;

/// <summary>Answers call records over real HTTP as the tool proxy would: newest first, page by page, to operators only.</summary>
internal sealed class StandInToolProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IReadOnlyList<CallRecordResponse> _records;

    private StandInToolProxy(WebApplication app, IReadOnlyList<CallRecordResponse> records) => (_app, _records) = (app, records);

    public string Argument => $"--GATEWAY_PROXY_URL={_app.Urls.Single()}";

    public List<string> Bearers { get; } = [];

    public int Pages => Bearers.Count;

    /// <param name="records">Newest first.</param>
    public static async Task<StandInToolProxy> StartAsync(params IReadOnlyList<CallRecordResponse> records)
    {
        var app = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]).Build();
        var proxy = new StandInToolProxy(app, records);
        app.MapGet("/v1/admin/calls", proxy.List);
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private IResult List(HttpRequest request)
    {
        var bearer = request.Headers.Authorization.ToString();
        Bearers.Add(bearer);
        if (bearer != $"Bearer {StandInAuthService.AuditorKey}")
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var from = DateTimeOffset.Parse(request.Query["from"]!, CultureInfo.InvariantCulture);
        var to = DateTimeOffset.Parse(request.Query["to"]!, CultureInfo.InvariantCulture);
        var limit = int.Parse(request.Query["limit"]!, CultureInfo.InvariantCulture);
        var cursor = request.Query["cursor"].ToString();
        var found = _records
            .Where(record => record.OccurredAt >= from && record.OccurredAt < to)
            .Where(record => cursor.Length == 0 || string.CompareOrdinal(record.CallId, cursor) < 0)
            .ToArray();
        return Results.Json(
            new Page<CallRecordResponse>([.. found.Take(limit)], found.Length > limit ? found[limit - 1].CallId : null), GatewayJson.Tolerant);
    }
}
