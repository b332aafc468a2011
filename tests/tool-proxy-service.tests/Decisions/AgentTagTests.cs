using FourRunr.Contracts;
using FourRunr.Hosting.Caching;
using FourRunr.Invalidation;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Decisions;

/// <summary>An agent's tags go with every question to policy-service, and changes of them take effect as those of its role do.</summary>
public sealed class AgentTagTests
{
    [Theory, BothBackends]
    public async Task Call_AgentWithTags_TheyAreAskedAboutAndOnRecord(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        gateway.UseAnAgentOfItsOwn();
        Tag(gateway, "night", "research");
        gateway.Decide = OnlyFor("research");

        await (await gateway.SearchAsync()).MustBeOkAsync();

        Assert.Equal(["night", "research"], (await gateway.OnlyRecordAsync()).Tags);
    }

    [Fact]
    public async Task Call_AgentWithoutTags_NoneAreAskedAboutOrOnRecord()
    {
        await using var gateway = await TestGateway.StartAsync();
        IReadOnlyList<string>? asked = ["not asked"];
        gateway.Decide = question =>
        {
            asked = question.Tags;
            return TestGateway.Allowed(question);
        };

        await (await gateway.SearchAsync()).MustBeOkAsync();

        Assert.Null(asked);
        Assert.Null((await gateway.OnlyRecordAsync()).Tags);
    }

    [Theory, BothBackends]
    public async Task Call_TagsChangedAndTold_NextCallIsDecidedByThem(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        var agentId = gateway.UseAnAgentOfItsOwn();
        Tag(gateway, "research");
        gateway.Decide = OnlyFor("research");
        if (backend == Backend.Cluster)
        {
            await LiveChannel.WaitAsync(Channel(gateway));
        }

        await (await gateway.SearchAsync()).MustBeOkAsync();

        Tag(gateway, "night");
        await Channel(gateway).PublishAsync([InvalidationSubjects.Agent(agentId)], CancellationToken.None);
        await RefusedAsync(gateway, backend);

        // Both decisions are remembered now: neither is taken for the other.
        Tag(gateway, "research");
        await Channel(gateway).PublishAsync([InvalidationSubjects.Agent(agentId)], CancellationToken.None);
        await Eventually.TrueAsync(async () => (await gateway.SearchAsync()).IsSuccessStatusCode, "the tag is back");
    }

    [Fact]
    public async Task Call_TagsChangedAndNobodyTold_TakesEffectWithinTheBound()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var gateway = await TestGateway.StartAsync(configure: services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton<IInvalidationChannel>(new InProcessInvalidationChannel(sharedByAllServices: true, clock));
        });
        Tag(gateway, "research");
        gateway.Decide = OnlyFor("research");
        await (await gateway.SearchAsync()).MustBeOkAsync();

        Tag(gateway, "night");
        clock.Advance(AnswerCache<IntrospectionResponse>.FreshFor + TimeSpan.FromMilliseconds(1));

        await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ScopeDenied);
    }

    [Theory]
    [InlineData("research", true)]
    [InlineData("night", true)]
    [InlineData("other", false)]
    public async Task Call_PolicyOfATagChanged_AgentsWithTheTagAskAgain(string tag, bool asksAgain)
    {
        await using var gateway = await TestGateway.StartAsync();
        Tag(gateway, "night", "research");
        await (await gateway.SearchAsync()).MustBeOkAsync();
        gateway.Decide = question => TestGateway.Denied(question);

        await Channel(gateway).PublishAsync([InvalidationSubjects.TagPolicies(tag)], CancellationToken.None);

        Assert.Equal(asksAgain, !(await gateway.SearchAsync()).IsSuccessStatusCode);
    }

    private static IInvalidationChannel Channel(TestGateway gateway) => gateway.Proxy.Services.GetRequiredService<IInvalidationChannel>();

    private static void Tag(TestGateway gateway, params string[] tags) =>
        gateway.Holders[TestGateway.Token] = gateway.Holders[TestGateway.Token] with { Tags = tags };

    private static Func<DecisionRequest, DecisionResponse> OnlyFor(string tag) => question =>
        question.Tags?.Contains(tag) is true ? TestGateway.Allowed(question) : TestGateway.Denied(question);

    /// <summary>In process the message has arrived when it is published; over Redis it arrives a moment later.</summary>
    private static async Task RefusedAsync(TestGateway gateway, Backend backend)
    {
        if (backend == Backend.Embedded)
        {
            await (await gateway.SearchAsync()).MustBeAsync(GatewayErrors.ScopeDenied);
            return;
        }

        await Eventually.TrueAsync(async () => !(await gateway.SearchAsync()).IsSuccessStatusCode, "the tag is gone");
    }
}
