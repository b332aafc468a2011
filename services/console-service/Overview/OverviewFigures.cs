using FourRunr.Hosting.Health;
using FourRunr.WebConsole.Calls;
using FourRunr.WebConsole.Gateway;

namespace FourRunr.WebConsole.Overview;

/// <summary>What the overview shows, asked for at one moment; a part that could not be asked for is null.</summary>
internal sealed record OverviewFigures
{
    private const int EventsLookedAt = 200;
    private const string Ok = "ok";

    private static readonly TimeSpan ShortRange = TimeSpan.FromHours(1);

    public CallSummaryResponse? Calls { get; init; }

    /// <summary>How many breakers hold calls back.</summary>
    public int? OpenBreakers { get; init; }

    /// <summary><c>ready</c>, <c>degraded</c>, or null when calls do not work.</summary>
    public string? State { get; init; }

    /// <summary>The parts that are not as usual, such as <c>upstreams: mock</c>.</summary>
    public string? StateNote { get; init; }

    /// <summary>Of the last 24 hours.</summary>
    public long? SecurityEvents { get; init; }

    /// <summary>There were more than were looked at.</summary>
    public bool AreMoreEvents { get; init; }

    public FirstSteps? FirstSteps { get; init; }

    /// <summary>Why the calls are not known.</summary>
    public Problem? Problem { get; init; }

    /// <summary>The begin of the range, as addresses hold it.</summary>
    public string? From => Calls is { } calls ? CallQuery.Written(calls.From) : null;

    /// <summary>Where the calls of the range are listed.</summary>
    public string List(CallQuery query) => (query with { From = From }).Address;

    /// <summary>Of all calls of the range.</summary>
    public string? Share(long part) => Calls?.Total.Calls is > 0 and var all
        ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / all:0.#} %") : null;

    /// <param name="range">At most 24 hours.</param>
    public static async Task<OverviewFigures> AskAsync(GatewayClient gateway, TimeSpan range, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // To the end of this minute, so that the parts are whole hours, or two minutes.
        var to = DateTimeOffset.FromUnixTimeSeconds(((now.ToUnixTimeSeconds() / 60) + 1) * 60);
        var buckets = range > ShortRange ? (int)range.TotalHours : (int)range.TotalMinutes / 2;
        var calls = gateway.GetAsync<CallSummaryResponse>(
            $"/v1/admin/calls/summary?from={CallQuery.Written(to - range)}&to={CallQuery.Written(to)}&buckets={buckets}", cancellationToken);
        var breakers = gateway.GetAsync<BreakerListResponse>("/v1/admin/breakers", cancellationToken);
        var health = gateway.GetAsync<HealthResponse>("/health/ready", cancellationToken);
        var events = gateway.GetAsync<Page<SecurityEventResponse>>($"/v1/security-events?limit={EventsLookedAt}", cancellationToken);
        var steps = FirstSteps.AskAsync(gateway, cancellationToken);

        var recent = (await events).Answer;
        var well = (await health).Answer;
        var ofTheDay = recent?.Items.Where(happened => happened.OccurredAt > now.AddDays(-1)).ToList();
        return new OverviewFigures
        {
            Calls = (await calls).Answer,
            Problem = (await calls).Refusal,
            OpenBreakers = (await breakers).Answer is { } all
                ? all.Breakers.Select(breaker => breaker.State).Concat(all.Providers.Select(breaker => breaker.State)).Count(state => state != BreakerState.Closed)
                : null,
            State = well is null ? null : well.Status == Ok ? "ready" : well.Status,
            StateNote = string.Join(", ", (well?.Parts ?? new Dictionary<string, string>()).Where(part => part.Value != Ok).Select(part => $"{part.Key}: {part.Value}")),
            SecurityEvents = ofTheDay?.Sum(happened => happened.Events ?? 1),
            AreMoreEvents = ofTheDay?.Count == EventsLookedAt,
            FirstSteps = await steps,
        };
    }
}
