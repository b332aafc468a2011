using System.CommandLine;
using System.Net.ServerSentEvents;
using FourRunr.Cli.Gateway;
using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Commands;

/// <summary>Call records: those that are there, or as they are made.</summary>
internal static class CallsCommand
{
    private static readonly TimeSpan BetweenStreams = TimeSpan.FromSeconds(1);

    public static Command Create(CommandFactory commands)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Print calls as they are recorded, until Ctrl+C." };
        var agent = new Option<string?>("--agent") { Description = "Only this agent's.", HelpName = "agt_…" };
        var tool = new Option<string?>("--tool") { Description = "Only this tool's.", HelpName = "tool" };
        var outcome = new Option<string?>("--outcome") { Description = "Only these: ok, cancelled, unfinished or an error code.", HelpName = "outcome" };
        var from = new Option<string?>("--from") { Description = "At or after this moment or date. Not with --follow.", HelpName = "time" };
        var to = new Option<string?>("--to") { Description = "Before this moment or date. Not with --follow.", HelpName = "time" };
        var limit = new Option<int?>("--limit") { Description = "1 to 200, default 50. Not with --follow.", HelpName = "number" };
        return commands.Make("calls", "List call records, the newest first, or follow them.", async run =>
        {
            using var gateway = run.Operator();
            var filter = QueryText.Of(("agent_id", run.Get(agent)), ("tool", run.Get(tool)), ("outcome", run.Get(outcome)));
            var range = QueryText.Of(("from", run.Get(from)), ("to", run.Get(to)), ("limit", run.Get(limit)?.ToString(null, null)));
            if (!run.Get(follow))
            {
                var answer = await gateway.GetAsync($"v1/admin/calls?{filter}{range}", run.CancellationToken);
                return run.Answer(answer, output => Table.Write(output, ["TIME", "AGENT", "CALL", "OUTCOME", "MS", "RULE"], answer.Items("items").Select(Row)));
            }

            return range.Length > 0 ? throw CliException.Usage("--from, --to and --limit do not go with --follow.") : await FollowAsync(run, gateway, filter);
        }, follow, agent, tool, outcome, from, to, limit);
    }

    /// <summary>A stream ends after minutes; the next one goes on where it ended.</summary>
    private static async Task<int> FollowAsync(CommandRun run, GatewayClient gateway, string filter)
    {
        string? position = null;
        try
        {
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/admin/calls/stream?{filter}");
                request.Headers.TryAddWithoutValidation("Last-Event-ID", position);
                using var response = await gateway.SendAsync(request, run.CancellationToken);
                if (!response.IsSuccessStatusCode)
                {
                    throw CliException.Failed(Refusal.Describe((int)response.StatusCode, await response.Content.ReadAsStringAsync(run.CancellationToken)));
                }

                position = await PrintAsync(run, response, position);
                await Task.Delay(BetweenStreams, run.Context.Clock, run.CancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Ok;
        }
    }

    private static async Task<string?> PrintAsync(CommandRun run, HttpResponseMessage response, string? position)
    {
        try
        {
            await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(run.CancellationToken)).EnumerateAsync(run.CancellationToken))
            {
                position = string.IsNullOrEmpty(item.EventId) ? position : item.EventId;
                if (item.EventType == "gap")
                {
                    await run.Context.Error.WriteLineAsync($"Some calls are missing here: {Table.Printable(item.Data)}");
                }
                else if (item.EventType == "call" && JsonNode.Parse(item.Data) is { } call)
                {
                    Print(run, call);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The connection broke: the next one goes on where it ended.
        }

        return position;
    }

    private static void Print(CommandRun run, JsonNode call)
    {
        if (run.Json)
        {
            run.Print(call, indented: false);
        }
        else
        {
            run.Context.Out.WriteLine(string.Join("  ", Row(call)).TrimEnd());
        }
    }

    private static string[] Row(JsonNode call) =>
    [
        call.Member("occurred_at"), call.Member("agent_id"), $"{call.Member("tool")}.{call.Member("action")}", call.Member("outcome"), call.Member("duration_ms"), call.Member("rule"),
    ];
}
