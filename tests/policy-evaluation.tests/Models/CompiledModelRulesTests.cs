using FourRunr.Contracts;
using FourRunr.PolicyEvaluation.Models;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Models;

public sealed class CompiledModelRulesTests
{
    [Theory]
    [InlineData("gpt-5", "gpt-5", true)]
    [InlineData("gpt-5", "gpt-5-mini", false)]
    [InlineData("gpt-5*", "gpt-5", true)]
    [InlineData("gpt-5*", "gpt-5-mini", true)]
    [InlineData("gpt-5*", "GPT-5-mini", false)]
    [InlineData("*", "", true)]
    [InlineData("*-pro", "gpt-5-pro", true)]
    [InlineData("*-pro", "gpt-5-pro-2", false)]
    [InlineData("a*b*c", "aXbXbXc", true)]
    [InlineData("a*b*c", "aXcXb", false)]
    [InlineData("*a**", "bab", true)]
    [InlineData("gpt.5", "gpt-5", false)]
    [InlineData("aa*aa", "aaa", false)]
    public void CheckModel_AllowedPattern_CoversWholeNames(string pattern, string model, bool allowed) =>
        Assert.Equal(allowed ? null : "models.allow", Rules(new ModelSpec { Allow = [pattern] }).CheckModel(model)?.Rule);

    [Fact]
    public void CheckModel_Deny_AlsoCoversAnotherCase()
    {
        var rules = Rules(new ModelSpec { Deny = ["gpt-5*"] });

        Assert.Equal((GatewayErrors.ModelDenied, "models.deny", "pol_0"), (rules.CheckModel("GPT-5")?.Kind, rules.CheckModel("GPT-5")?.Rule, rules.CheckModel("gpt-5")?.Policy.PolicyId));
        Assert.Null(rules.CheckModel("gpt-4"));
    }

    [Fact]
    public void CheckModel_SeveralPolicies_EachAllowMustAllowAndAnyDenyDenies()
    {
        var rules = Rules(new() { Allow = ["gpt-*", "claude-*"] }, new() { Allow = ["*-mini", "claude-*"] }, new() { Deny = ["claude-3*"] }, new());

        Assert.Null(rules.CheckModel("gpt-5-mini"));
        Assert.Equal("pol_1", rules.CheckModel("gpt-5")?.Policy.PolicyId);
        Assert.Equal("models.deny", rules.CheckModel("claude-3-opus")?.Rule);
        Assert.Null(rules.CheckModel("claude-5"));
    }

    [Fact]
    public void CheckModel_EmptyAllow_AllowsNothing() => Assert.NotNull(Rules(new ModelSpec { Allow = [] }).CheckModel("gpt-5"));

    [Fact]
    public void Rules_OfNoPolicy_AllowEverythingAndStream()
    {
        var rules = Rules();

        Assert.Null(rules.CheckModel("any") ?? rules.CheckInput(long.MaxValue) ?? rules.CheckChoices(1_000) ?? rules.CheckServerTool("web_search"));
        Assert.Null(rules.CapOutput(null, out var none));
        Assert.Null(rules.CapOutput(1_000_000, out var asked));
        Assert.Equal((null, 1_000_000), (none, asked));
        Assert.Equal(StreamFilterMode.Window, rules.StreamFilter);
        Assert.Null(rules.ServerTools);
    }

    [Fact]
    public void CapOutput_Clamp_SendsTheSmallestCapOfAllPolicies()
    {
        var rules = Rules(new() { MaxOutputTokens = 500 }, new() { MaxOutputTokens = 400, DefaultOutputTokens = 300 });

        Assert.Equal((null, 300), (rules.CapOutput(null, out var unsaid), unsaid));
        Assert.Equal((null, 400), (rules.CapOutput(401, out var much), much));
        Assert.Equal((null, 7), (rules.CapOutput(7, out var little), little));
    }

    [Fact]
    public void CapOutput_RefuseOfAnyPolicy_Wins()
    {
        var rules = Rules(new() { MaxOutputTokens = 500, OnExcess = ExcessHandling.Clamp }, new() { MaxOutputTokens = 900, OnExcess = ExcessHandling.Refuse });

        var denial = rules.CapOutput(501, out _);

        Assert.Equal((GatewayErrors.MaxTokensTooLarge, "models.max_output_tokens 500", "pol_0"), (denial?.Kind, denial?.Rule, denial?.Policy.PolicyId));
        Assert.Contains("500", denial!.Detail, StringComparison.Ordinal);
        Assert.Null(rules.CapOutput(500, out _));
    }

    [Theory]
    [InlineData(100, null, null, 2_000, 100)]
    [InlineData(null, 2_000, 100, null, 100)]
    [InlineData(null, 50, 100, null, 50)]
    [InlineData(null, null, null, 70, 70)]
    public void DefaultOutputTokens_IsNeverAboveTheSmallestCap(int? max, int? standard, int? otherMax, int? otherStandard, int expected) => Assert.Equal(
        expected,
        Rules(new() { MaxOutputTokens = max, DefaultOutputTokens = standard }, new() { MaxOutputTokens = otherMax, DefaultOutputTokens = otherStandard }).DefaultOutputTokens);

    [Fact]
    public void CheckInputAndChoices_SmallestBound_Decides()
    {
        var rules = Rules(new() { MaxInputTokens = 10, MaxChoices = 3 }, new() { MaxInputTokens = 20, MaxChoices = 2 });

        Assert.Equal((null, "models.max_input_tokens 10"), (rules.CheckInput(10), rules.CheckInput(11)?.Rule));
        Assert.Equal((null, "models.max_choices 2"), (rules.CheckChoices(2), rules.CheckChoices(3)?.Rule));
        Assert.Equal("pol_1", rules.CheckChoices(3)?.Policy.PolicyId);
    }

    [Fact]
    public void ServerTools_OfSeveralPolicies_OnlyCommonOnes()
    {
        var rules = Rules(new() { ServerTools = ["web_search", "file_search"] }, new(), new() { ServerTools = ["web_search", "mcp"] });

        Assert.Equal(["web_search"], rules.ServerTools!);
        Assert.Null(rules.CheckServerTool("web_search"));
        Assert.Equal(("models.server_tools", "pol_2"), (rules.CheckServerTool("file_search")?.Rule, rules.CheckServerTool("file_search")?.Policy.PolicyId));
        Assert.Empty(Rules(new ModelSpec { ServerTools = [] }).ServerTools!);
    }

    [Fact]
    public void StreamFilter_BufferOfAnyPolicy_Wins() => Assert.Equal(
        StreamFilterMode.Buffer, Rules(new() { StreamFilter = StreamFilterMode.Window }, new() { StreamFilter = StreamFilterMode.Buffer }).StreamFilter);

    [Fact]
    public void Compile_StoredRuleThatCannotBeUsed_Fails()
    {
        foreach (var spec in (ModelSpec[])[new() { MaxOutputTokens = 0 }, new() { MaxChoices = -1 }, new() { Allow = ["a b"] }, new() { Deny = [""] }])
        {
            Assert.Throws<FormatException>(() => CompiledConstraints.Compile(Policies([spec]), "serpapi", "search", []));
        }
    }

    [Fact]
    public void Models_PoliciesInAnotherOrder_SayTheSame() => Check((specs, model, number) =>
    {
        var forward = Policies(specs);
        return Describe(Compile(forward), model, number) == Describe(Compile([.. forward.Reverse()]), model, number);
    });

    [Fact]
    public void Models_OfAllPolicies_DenyWhatAnyOfThemDeniesAlone() => Check((specs, model, number) =>
    {
        var together = Compile(Policies(specs));
        var alone = specs.Select(spec => Rules(spec)).ToArray();
        return (together.CheckModel(model) is null) == alone.All(rules => rules.CheckModel(model) is null)
            && (together.CheckInput(number) is null) == alone.All(rules => rules.CheckInput(number) is null)
            && (together.CheckChoices(number) is null) == alone.All(rules => rules.CheckChoices(number) is null)
            && (together.CheckServerTool(model) is null) == alone.All(rules => rules.CheckServerTool(model) is null)
            && (together.ServerTools?.Contains(model) ?? true) == (together.CheckServerTool(model) is null)
            && (together.CapOutput(number, out var cap) is not null || alone.All(rules => rules.MaxOutputTokens is not { } most || cap <= most))
            && (together.CapOutput(null, out var unsaid) is null && alone.All(rules => rules.DefaultOutputTokens is not { } most || unsaid <= most));
    });

    private static void Check(Func<IReadOnlyList<ModelSpec>, string, int, bool> holds)
    {
        var specs = Gen.Choose(0, 4).SelectMany(count => Gen.ListOf(Spec, count)).Select(list => (IReadOnlyList<ModelSpec>)[.. list]);
        Prop.ForAll(
            Arb.From(from list in specs from model in Gen.Elements("a", "ab", "abc", "B", "") from number in Gen.Choose(1, 6) select (list, model, number)),
            question => holds(question.list, question.model, question.number))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithQuietOnSuccess(true));
    }

    private static readonly Gen<IReadOnlyList<string>?> Names = Gen.OneOf(
        Gen.Constant<IReadOnlyList<string>?>(null),
        Gen.Choose(0, 3).SelectMany(count => Gen.ListOf(Gen.Elements("a", "a*", "*b", "*", "b", "a*c"), count)).Select(list => (IReadOnlyList<string>?)[.. list]));

    private static readonly Gen<int?> Number = Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(1, 6).Select(number => (int?)number));

    private static readonly Gen<ModelSpec> Spec =
        from allow in Names
        from deny in Gen.OneOf(Gen.Constant<IReadOnlyList<string>?>(null), Names)
        from tools in Names
        from most in Number
        from standard in Number
        from input in Number
        from choices in Number
        from excess in Gen.Elements<ExcessHandling?>(null, ExcessHandling.Clamp, ExcessHandling.Refuse)
        from filter in Gen.Elements<StreamFilterMode?>(null, StreamFilterMode.Window, StreamFilterMode.Buffer)
        select new ModelSpec
        {
            Allow = allow,
            Deny = deny,
            ServerTools = tools,
            MaxOutputTokens = most,
            DefaultOutputTokens = standard,
            MaxInputTokens = input,
            MaxChoices = choices,
            OnExcess = excess,
            StreamFilter = filter,
        };

    private static string Describe(CompiledModelRules rules, string model, int number)
    {
        var excess = rules.CapOutput(number, out var cap);
        var denials = new[] { rules.CheckModel(model), rules.CheckInput(number), rules.CheckChoices(number), rules.CheckServerTool(model), excess };
        return $"{string.Join(' ', denials.Select(denial => $"{denial?.Rule}@{denial?.Policy.PolicyId}"))} {cap} {rules.MaxOutputTokens} {rules.DefaultOutputTokens} "
            + $"{rules.OnExcess} {rules.StreamFilter} {(rules.ServerTools is { } tools ? string.Join(',', tools.Order(StringComparer.Ordinal)) : "any")}";
    }

    private static CompiledModelRules Rules(params ModelSpec[] specs) => Compile(Policies(specs));

    private static PolicyConstraints[] Policies(IEnumerable<ModelSpec> specs) =>
        [.. specs.Select((spec, index) => new PolicyConstraints { PolicyId = $"pol_{index}", PolicyName = "p", PolicyVersion = 1, Models = spec })];

    private static CompiledModelRules Compile(PolicyConstraints[] policies) => CompiledConstraints.Compile(policies, "openai", "chat", []).Models;
}
