using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;
using Xunit;
using static FourRunr.ToolProxy.Tests.Idempotency.IdempotencyUnderTest;

namespace FourRunr.ToolProxy.Tests.Idempotency;

public sealed class IdempotentCallsTests
{
    private static readonly TimeSpan Lease = MailAction.Times.Total + IdempotentCalls.Margin;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Theory, BothBackends]
    public async Task Claim_FiftyAtOnceOnTwoReplicas_OneIsGranted(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        IdempotentCalls[] replicas = [test.Calls, await test.StartReplicaAsync()];

        // Four rounds: a new key, and one whose 24 h are over.
        for (var round = 0; round < 4; round++)
        {
            var key = $"key-{round / 2}";
            var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(
                index => Task.Run(() => replicas[index % 2].ClaimAsync(Mail(key), CancellationToken.None))));

            Assert.Single(claims.OfType<IdempotencyClaim.Granted>());
            Assert.Equal(49, claims.OfType<IdempotencyClaim.Refused>().Count(claim => claim.Why.Kind == GatewayErrors.IdempotencyInFlight));
            test.Clock.Advance(IdempotentCalls.Kept);
        }
    }

    [Theory, BothBackends]
    public async Task Claim_AbandonedRead_OnlyOneTakesOver(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        IdempotentCalls[] replicas = [test.Calls, await test.StartReplicaAsync()];
        await ClaimAsync(test, Search()).GrantedAsync();
        test.Clock.Advance(SearchAction.Times.Total + IdempotentCalls.Margin);

        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            index => Task.Run(() => replicas[index % 2].ClaimAsync(Search(), CancellationToken.None))));

        Assert.Single(claims.OfType<IdempotencyClaim.Granted>());
    }

    [Theory, BothBackends]
    public async Task Claim_WhileInFlight_AsksToComeBack(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        await ClaimAsync(test, Mail()).GrantedAsync();
        test.Clock.Advance(Lease - Tick);

        var why = await ClaimAsync(test, Mail()).RefusedAsync(GatewayErrors.IdempotencyInFlight);

        Assert.Equal(TimeSpan.FromSeconds(1), why.RetryAfter);
    }

    [Theory, BothBackends]
    public async Task Claim_AfterSuccess_ReplaysItFor24HoursOnEveryReplica(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        var answer = JsonNode.Parse("""{"id": "m1", "number": 1.50, "none": null, "name": "Åsa", "deep": [[{"a": []}]]}""");
        await test.Calls.CompleteAsync(await ClaimAsync(test, Mail()).GrantedAsync(), new ToolResult.Success(answer, "https://example.com"));
        var other = await test.StartReplicaAsync();
        test.Clock.Advance(IdempotentCalls.Kept - Tick);

        var replay = await other.ClaimAsync(Mail(), CancellationToken.None).ReplayedAsync();

        var success = Assert.IsType<ToolResult.Success>(replay);
        Assert.Equal(answer!.ToJsonString(), success.Data!.ToJsonString());
        Assert.Equal("https://example.com", success.Origin);
        test.Clock.Advance(Tick);
        await ClaimAsync(test, Mail()).GrantedAsync();
        await ClaimAsync(test, Mail()).RefusedAsync(GatewayErrors.IdempotencyInFlight);
    }

    [Theory, BothBackends]
    public async Task Claim_AfterSuccessWithoutData_ReplaysIt(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        await test.Calls.CompleteAsync(await ClaimAsync(test, Mail()).GrantedAsync(), ToolResult.Mocked(null));

        var replayed = Assert.IsType<ToolResult.Success>(await ClaimAsync(test, Mail()).ReplayedAsync());
        Assert.Equal((null, "mock"), (replayed.Data?.ToJsonString(), replayed.Origin));
    }

    [Theory, BothBackends]
    public async Task Claim_AfterRefusalByTheTool_ReplaysIt(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        var why = new Refusal(GatewayErrors.ParamsInvalid, "No such mailbox.")
        {
            HowToFix = "Write to somebody else.",
            Errors = new Dictionary<string, string[]> { ["to"] = ["Unknown."] },
        };
        await test.Calls.CompleteAsync(await ClaimAsync(test, Mail()).GrantedAsync(), new ToolResult.Failure(why));

        var failure = Assert.IsType<ToolResult.Failure>(await ClaimAsync(test, Mail()).ReplayedAsync());

        Assert.Equal(why with { Errors = null }, failure.Why with { Errors = null });
        Assert.Equal(why.Errors, failure.Why.Errors);
        Assert.False(failure.IsTransient || failure.MayHaveActed);
    }

    [Theory, BothBackends]
    public async Task Claim_NobodyKnowsWhetherItHappened_SaysSoFor24Hours(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        await test.Calls.CompleteAsync(
            await ClaimAsync(test, Mail()).GrantedAsync(), Failure(GatewayErrors.UpstreamTimeout, transient: true, acted: true));

        await ClaimAsync(test, Mail()).RefusedAsync(GatewayErrors.OutcomeUnknown);
        test.Clock.Advance(IdempotentCalls.Kept - Tick);
        await ClaimAsync(test, Mail()).RefusedAsync(GatewayErrors.OutcomeUnknown);
        test.Clock.Advance(Tick);
        await ClaimAsync(test, Mail()).GrantedAsync();
    }

    [Theory, BothBackends]
    public async Task Claim_AfterNothingHappened_IsGrantedAtOnce(Backend backend)
    {
        await using var test = await CreateAsync(backend);

        await test.Calls.CompleteAsync(await ClaimAsync(test, Mail()).GrantedAsync(), Failure(GatewayErrors.UpstreamFailed, transient: true));
        await test.Calls.ReleaseAsync(await ClaimAsync(test, Mail()).GrantedAsync());
        // Even with another body: nothing was ever done under this key.
        await ClaimAsync(test, Mail(to: "bob@example.com")).GrantedAsync();
    }

    [Theory, BothBackends]
    public async Task Claim_OtherBody_IsAMismatchInEveryState(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        var other = Mail(to: "bob@example.com");
        var handle = await ClaimAsync(test, Mail()).GrantedAsync();
        await ClaimAsync(test, other).RefusedAsync(GatewayErrors.IdempotencyMismatch);
        test.Clock.Advance(Lease);
        await ClaimAsync(test, other).RefusedAsync(GatewayErrors.IdempotencyMismatch);
        await test.Calls.CompleteAsync(handle, ToolResult.Mocked("sent"));
        await ClaimAsync(test, other).RefusedAsync(GatewayErrors.IdempotencyMismatch);
        await ClaimAsync(test, Mail()).ReplayedAsync();

        // An abandoned read gives way to the same call, not to another one.
        await ClaimAsync(test, Search()).GrantedAsync();
        test.Clock.Advance(Lease);
        await ClaimAsync(test, Search() with { Parameters = JsonElement.Parse("""{"q": "tea"}""") })
            .RefusedAsync(GatewayErrors.IdempotencyMismatch);
    }

    [Theory, BothBackends]
    public async Task Claim_SameBodyWrittenDifferently_IsTheSame(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        await test.Calls.CompleteAsync(await ClaimAsync(test, Mail()).GrantedAsync(), ToolResult.Mocked("sent"));
        var rewritten = JsonElement.Parse("""{"text":"Good\u0020day.","subject":"Hello","to":"ann@example.com"}""");

        await ClaimAsync(test, Mail() with { Parameters = rewritten }).ReplayedAsync();
    }

    [Theory, BothBackends]
    public async Task Claim_OtherAgentActionOrKey_HasNothingToDoWithIt(Backend backend)
    {
        await using var test = await CreateAsync(backend);

        await ClaimAsync(test, Mail()).GrantedAsync();
        await ClaimAsync(test, Mail() with { AgentId = "agt_2" }).GrantedAsync();
        await ClaimAsync(test, Mail() with { Action = SearchAction }).GrantedAsync();
        await ClaimAsync(test, Mail("key-2")).GrantedAsync();
        await ClaimAsync(test, Mail("KEY-1")).GrantedAsync();
    }

    [Theory, BothBackends]
    public async Task LeaseEnds_SideEffects_OutcomeIsUnknownUntilTheOwnerSaysMore(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        var handle = await ClaimAsync(test, Mail()).GrantedAsync();
        test.Clock.Advance(Lease);
        await ClaimAsync(test, Mail()).RefusedAsync(GatewayErrors.OutcomeUnknown);
        test.Clock.Advance(IdempotentCalls.Kept - Lease - Tick);
        await ClaimAsync(test, Mail()).RefusedAsync(GatewayErrors.OutcomeUnknown);

        await test.Calls.CompleteAsync(handle, ToolResult.Mocked("late"));

        Assert.Equal("late", Data(await ClaimAsync(test, Mail()).ReplayedAsync()));
    }

    [Theory, BothBackends]
    public async Task LeaseEnds_NoSideEffects_TheNextGoesOnAndTheLateOneChangesNothing(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        var late = await ClaimAsync(test, Search()).GrantedAsync();
        test.Clock.Advance(SearchAction.Times.Total + IdempotentCalls.Margin - Tick);
        await ClaimAsync(test, Search()).RefusedAsync(GatewayErrors.IdempotencyInFlight);
        test.Clock.Advance(Tick);
        var next = await ClaimAsync(test, Search()).GrantedAsync();

        await test.Calls.CompleteAsync(late, ToolResult.Mocked("late"));
        await test.Calls.ReleaseAsync(late);
        await ClaimAsync(test, Search()).RefusedAsync(GatewayErrors.IdempotencyInFlight);
        await test.Calls.CompleteAsync(next, ToolResult.Mocked("next"));
        await test.Calls.CompleteAsync(late, result: null);

        Assert.Equal("next", Data(await ClaimAsync(test, Search()).ReplayedAsync()));
    }

    [Theory, BothBackends]
    public async Task Complete_LateAndNobodyElseCame_IsKept(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        var late = await ClaimAsync(test, Search()).GrantedAsync();
        test.Clock.Advance(Lease + Lease);

        await test.Calls.CompleteAsync(late, ToolResult.Mocked("late"));

        Assert.Equal("late", Data(await ClaimAsync(test, Search()).ReplayedAsync()));
    }

    [Theory, BothBackends]
    public async Task Complete_Twice_TheFirstStands(Backend backend)
    {
        await using var test = await CreateAsync(backend);
        var handle = await ClaimAsync(test, Mail()).GrantedAsync();

        await test.Calls.CompleteAsync(handle, ToolResult.Mocked("first"));
        await test.Calls.CompleteAsync(handle, ToolResult.Mocked("second"));
        await test.Calls.ReleaseAsync(handle);

        Assert.Equal("first", Data(await ClaimAsync(test, Mail()).ReplayedAsync()));
    }

    private static Task<IdempotencyClaim> ClaimAsync(IdempotencyUnderTest test, IdempotentCall call) =>
        test.Calls.ClaimAsync(call, CancellationToken.None);

    private static string Data(ToolResult result) => Assert.IsType<ToolResult.Success>(result).Data!.GetValue<string>();
}
