using FourRunr.Contracts;
using FourRunr.Hosting.Changes;
using FourRunr.Testing;
using FourRunr.ToolProxy.Approvals;
using FourRunr.ToolProxy.Tests.Idempotency;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Approvals;

public sealed class ApprovalStoreTests
{
    private static readonly DateTimeOffset Now = new(2030, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Theory, BothBackends]
    public async Task Times_AtTheirBorder_AreOver(Backend backend)
    {
        await using var test = await IdempotencyUnderTest.CreateAsync(backend);
        var store = new ApprovalStore(test.Database, new ChangeOutbox("tool-proxy-service", test.Database, TimeProvider.System));
        var request = Request("apr_1");
        Assert.Equal(ApprovalAddition.Added, await store.AddAsync(request, mostPending: 10));

        Assert.False((await store.VoteAsync(Vote("apr_1", "opr_1", request.ExpiresAt), Actor.System, CancellationToken.None)).Counts);
        Assert.Equal(ApprovalState.Expired, request.StateAt(request.ExpiresAt));
        Assert.Equal(ApprovalState.Pending, request.StateAt(request.ExpiresAt - Tick));
        var (approved, counts) = await store.VoteAsync(Vote("apr_1", "opr_1", request.ExpiresAt - Tick), Actor.System, CancellationToken.None);
        Assert.True(counts);
        Assert.Equal(request.ExpiresAt - Tick + TimeSpan.FromMinutes(10), approved!.UseBy);

        Assert.False(await TakeAsync(test, "apr_1", "call_1", approved.UseBy!.Value));
        Assert.True(await TakeAsync(test, "apr_1", "call_1", approved.UseBy!.Value - Tick));
        Assert.False(await TakeAsync(test, "apr_1", "call_2", approved.UseBy!.Value - Tick));
    }

    [Theory, BothBackends]
    public async Task Votes_OfTwoPeopleAtOnce_OpenTheCallOnce(Backend backend)
    {
        await using var test = await IdempotencyUnderTest.CreateAsync(backend);
        var store = new ApprovalStore(test.Database, new ChangeOutbox("tool-proxy-service", test.Database, TimeProvider.System));
        for (var round = 0; round < 20; round++)
        {
            var id = $"apr_{round:x32}";
            await store.AddAsync(Request(id) with { Approvers = 2, Digest = id }, mostPending: 100);

            var votes = await Task.WhenAll(Enumerable.Range(0, 2).Select(person => Task.Run(() =>
                store.VoteAsync(Vote(id, $"opr_{person}", Now), Actor.System, CancellationToken.None))));

            Assert.All(votes, vote => Assert.True(vote.Counts));
            Assert.Equal(ApprovalState.Approved, (await store.FindAsync(id, CancellationToken.None))!.StateAt(Now));
        }
    }

    [Theory, BothBackends]
    public async Task Requests_ForOneCallAtOnce_AreOne(Backend backend)
    {
        await using var test = await IdempotencyUnderTest.CreateAsync(backend);
        var store = new ApprovalStore(test.Database, new ChangeOutbox("tool-proxy-service", test.Database, TimeProvider.System));

        var added = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => Task.Run(() => store.AddAsync(Request($"apr_{index}"), mostPending: 100))));

        Assert.Single(added, ApprovalAddition.Added);
        Assert.Equal(19, added.Count(addition => addition == ApprovalAddition.IsOpen));
    }

    [Theory, BothBackends]
    public async Task GivenBack_ByTheCallThatTookIt_MayBeUsedAgain(Backend backend)
    {
        await using var test = await IdempotencyUnderTest.CreateAsync(backend);
        var store = new ApprovalStore(test.Database, new ChangeOutbox("tool-proxy-service", test.Database, TimeProvider.System));
        await store.AddAsync(Request("apr_1"), mostPending: 10);
        await store.VoteAsync(Vote("apr_1", "opr_1", Now), Actor.System, CancellationToken.None);
        Assert.True(await TakeAsync(test, "apr_1", "call_1", Now));

        await GiveBackAsync("call_2");
        Assert.False(await TakeAsync(test, "apr_1", "call_3", Now));
        await GiveBackAsync("call_1");
        Assert.True(await TakeAsync(test, "apr_1", "call_3", Now));

        Task GiveBackAsync(string callId) => test.Database.WriteAsync(async transaction =>
        {
            await new ApprovedUse("apr_1", callId).GiveBackAsync(transaction);
            return true;
        }, CancellationToken.None);
    }

    [Theory, BothBackends]
    public async Task Clean_OldRequests_GoWithTheirVotes(Backend backend)
    {
        await using var test = await IdempotencyUnderTest.CreateAsync(backend);
        var store = new ApprovalStore(test.Database, new ChangeOutbox("tool-proxy-service", test.Database, TimeProvider.System));
        var (old, kept) = (GatewayId.New(GatewayId.Approval, Now - TimeSpan.FromDays(40)), GatewayId.New(GatewayId.Approval, Now));
        await store.AddAsync(Request(old) with { Digest = "old" }, mostPending: 10);
        await store.VoteAsync(Vote(old, "opr_1", Now), Actor.System, CancellationToken.None);
        await store.AddAsync(Request(kept), mostPending: 10);

        await store.CleanAsync(Now - TimeSpan.FromDays(31), CancellationToken.None);

        Assert.Null(await store.FindAsync(old, CancellationToken.None));
        Assert.NotNull(await store.FindAsync(kept, CancellationToken.None));
        Assert.Empty(await store.ListVotesAsync([old], CancellationToken.None));
    }

    private static Task<bool> TakeAsync(IdempotencyUnderTest test, string approvalId, string callId, DateTimeOffset now) =>
        test.Database.WriteAsync(transaction => new ApprovedUse(approvalId, callId).TakeAsync(transaction, isTakeover: false, now), CancellationToken.None);

    private static ApprovalVote Vote(string id, string operatorId, DateTimeOffset at) => new(id, operatorId, operatorId, Approves: true, Reason: null, at);

    private static ApprovalRow Request(string id) => new(
        id, "digest", ApprovalRow.Pending, IsOpen: true, "agt_1", "scout", "scraper", "gmail_send", "send", Parameters: [], Intent: null, ["approvals mail"],
        "pol_1@1", Approvers: 1, ReasonRequired: false, UseWithinMs: 600_000, AskedBy: "call_0", "correlation", Now, Now + TimeSpan.FromMinutes(30),
        UseBy: null, UsedAt: null, UsedBy: null);
}
