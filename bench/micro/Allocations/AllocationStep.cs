using FourRunr.Bench.Micro.MeasuredGateways;
using FourRunr.Bench.Scenarios;
using FourRunr.Bench.Scenarios.PacedLoads;
using Microsoft.AspNetCore.Http;

namespace FourRunr.Bench.Micro.Allocations;

/// <summary>Something whose allocations are counted.</summary>
/// <param name="Most">Bytes that it may allocate; null for a part of a call, to which no bound applies.</param>
internal sealed record AllocationStep(string Name, long? Most, Func<Task> RunAsync)
{
    /// <summary>What MCP may cost beside the same call by <c>/v1</c>.</summary>
    public const long MostOfMcp = 4 * 1024;

    private const string McpHeaders = "Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2025-11-25\r\n";
    private const string McpBody = $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"serpapi__search","arguments":{{{SearchSteps.Body}}}}}""";

    /// <param name="connection">To the front door.</param>
    /// <param name="most">Bytes that a call may allocate.</param>
    public static async Task<IReadOnlyList<AllocationStep>> AllOfAsync(MeasuredGateway gateway, RawConnection connection, long most)
    {
        var token = await gateway.IssueTokenAsync();
        var denied = await gateway.IssueTokenAsync(BenchAgent.Allowed with { Scopes = ["openai:*"] });
        // Stored results are an agent's own: with another agent no call through one door is answered by those through the other.
        var steps = new SearchSteps(gateway.Proxy, await gateway.IssueTokenAsync());
        await steps.PrepareAsync();
        await steps.FillStoredResultsAsync();

        var fresh = new NumberedBytes(Post(token));
        var stored = Post(token);
        // An agent of its own: no result that was stored by /v1 serves.
        var mcp = new NumberedBytes(RawConnection.Post(gateway.Url, "/mcp", await gateway.IssueTokenAsync(), McpBody, McpHeaders));
        var refused = new NumberedBytes(Post(denied));
        return
        [
            Call("call over HTTP: the tool answers", fresh.Next, StatusCodes.Status200OK),
            McpCall("call by MCP: the tool answers", mcp.Next),
            Call("call over HTTP: a stored result serves", () => stored, StatusCodes.Status200OK),
            Call("call over HTTP: the policy denies", refused.Next, StatusCodes.Status403Forbidden),
            Part("pipeline without HTTP: the tool answers", steps.CallFreshAsync),
            Part("pipeline without HTTP: a stored result serves", steps.CallStoredAsync),
            Part("step: identify (answer known)", steps.IdentifyAsync),
            Part("step: decide (answer known)", steps.DecideAsync),
            Part("step: read and validate the parameters", () => Task.FromResult(steps.ReadParameters())),
            Part("step: limit (rate)", steps.TakePermitAsync),
            Part("step: limit (rate and a quota)", steps.TakePermitAndQuotaAsync),
            Part("step: call (mock tool)", steps.AskToolAsync),
            Part("step: record (journal and database)", steps.RecordAsync),
        ];

        byte[] Post(string bearer) => RawConnection.Post(gateway.Url, SearchSteps.Path, bearer, SearchSteps.Body);

        AllocationStep McpCall(string name, Func<byte[]> request) => new(name, most + MostOfMcp, () =>
        {
            connection.Send(request());
            return connection.Answer.IndexOf("\"isError\":false"u8) > 0 ? Task.CompletedTask : throw new InvalidOperationException($"{name}: the call was refused.");
        });

        AllocationStep Call(string name, Func<byte[]> request, int status) => new(name, most, () =>
        {
            var answered = connection.Send(request());
            return answered == status ? Task.CompletedTask : throw new InvalidOperationException($"{name}: answered {answered}.");
        });
    }

    private static AllocationStep Part(string name, Func<Task> runAsync) => new(name, Most: null, runAsync);
}
