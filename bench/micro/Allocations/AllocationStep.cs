using FourRunr.Bench.Micro.MeasuredGateways;
using FourRunr.Bench.Scenarios;
using FourRunr.Bench.Scenarios.PacedLoads;
using Microsoft.AspNetCore.Http;

namespace FourRunr.Bench.Micro.Allocations;

/// <summary>Something whose allocations are counted.</summary>
/// <param name="IsCall">A whole governed call, to which the bound applies.</param>
internal sealed record AllocationStep(string Name, bool IsCall, Func<Task> RunAsync)
{
    /// <param name="connection">To the front door.</param>
    public static async Task<IReadOnlyList<AllocationStep>> AllOfAsync(MeasuredGateway gateway, RawConnection connection)
    {
        var token = await gateway.IssueTokenAsync();
        var denied = await gateway.IssueTokenAsync(BenchAgent.Allowed with { Scopes = ["openai:*"] });
        // Stored results are an agent's own: with another agent no call through one door is answered by those through the other.
        var steps = new SearchSteps(gateway.Proxy, await gateway.IssueTokenAsync());
        await steps.PrepareAsync();
        await steps.FillStoredResultsAsync();

        var fresh = new NumberedBytes(Post(token));
        var stored = Post(token);
        var refused = new NumberedBytes(Post(denied));
        return
        [
            Call("call over HTTP: the tool answers", fresh.Next, StatusCodes.Status200OK),
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

        AllocationStep Call(string name, Func<byte[]> request, int status) => new(name, IsCall: true, () =>
        {
            var answered = connection.Send(request());
            return answered == status ? Task.CompletedTask : throw new InvalidOperationException($"{name}: answered {answered}.");
        });
    }

    private static AllocationStep Part(string name, Func<Task> runAsync) => new(name, IsCall: false, runAsync);
}
