using System.Collections.Concurrent;
using FourRunr.Fuzz.Gateway;
using FourRunr.Fuzz.Generators;
using FourRunr.Fuzz.Rules;
using FourRunr.Fuzz.Targets;
using FourRunr.Fuzz.Wire;

namespace FourRunr.Fuzz;

/// <summary>Sends requests, one after the other on each of a few connections, until the time is over.</summary>
internal sealed class FuzzRun(FuzzedGateway gateway, int seed, TimeProvider clock)
{
    private const int Senders = 4;
    private const int LongestShown = 2000;

    private readonly IReadOnlyList<Target> _targets = AllTargets.Of(gateway);
    private readonly ConcurrentDictionary<string, (Finding First, int Count)> _findings = new();
    private readonly ConcurrentDictionary<int, int> _statuses = new();
    private int _sent;

    public IReadOnlyList<string> Findings =>
    [
        .. _findings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value.Count} × {pair.Value.First}"),
    ];

    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{_sent} requests to {_targets.Count} targets; {_findings.Count} kinds of findings; answers: {string.Join(", ", _statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} × {pair.Key}"))}");

    public async Task RunAsync(TimeSpan time)
    {
        var started = clock.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var round = 0; clock.GetElapsedTime(started) < time; round++)
            {
                await SendAsync(new Dice(unchecked((((seed * 31) + sender) * 1_000_003) + round)));
            }
        })));
        foreach (var error in gateway.ErrorLines.DistinctBy(FirstLine))
        {
            Add(new Finding($"no line at error level ({FirstLine(error)})", "log", error.Length > LongestShown ? error[..LongestShown] : error, ""));
        }
    }

    private async Task SendAsync(Dice dice)
    {
        var target = dice.Pick(_targets);
        var request = target.Make(dice);
        var started = clock.GetTimestamp();
        var answer = await RawConnection.SendAsync(gateway.Url, request);
        Interlocked.Increment(ref _sent);
        _statuses.AddOrUpdate(answer.Status, 1, static (_, count) => count + 1);
        foreach (var broken in AnswerRules.Broken(request, answer, clock.GetElapsedTime(started)))
        {
            Add(new Finding(broken, request.Target, request.Shown, answer.Shown));
        }
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0] is { Length: > 120 } line ? line[..120] : text.Split('\n', 2)[0];

    private void Add(Finding finding) =>
        _findings.AddOrUpdate(finding.Kind, (finding, 1), static (_, known) => known with { Count = known.Count + 1 });
}
