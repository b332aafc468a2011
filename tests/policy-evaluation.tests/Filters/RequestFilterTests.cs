using FourRunr.Contracts;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Filters;

/// <summary>What is redacted in a request to a model, and what keeps it from being sent.</summary>
public sealed class RequestFilterTests
{
    private static readonly RequestFilterSpec AllRedacted = new() { RedactPii = [PiiKind.Email, PiiKind.Phone, PiiKind.Ssn, PiiKind.CreditCard] };

    private static readonly string[] Data = ["ann@example.com", "4111 1111 1111 1111", "123-45-6789", "+1 416 555 0199"];

    /// <summary>Pieces of texts: personal data that nothing touches, and what means something in JSON.</summary>
    private static readonly string[] Fragments = ["a", " ", "\\", "\"", "\n", "\\n", "{", "}", "[", "]", "é", "😀", "z", ":", ",", .. Data.Select(text => $" {text} ")];

    [Theory]
    [InlineData("""{"model":"ann@example.com","user":"ann@example.com"}""", """{"model":"ann@example.com","user":"[redacted:email]"}""")]
    [InlineData("""{"seed":4111111111111111,"metadata":{"card":4111111111111111,"n":411111111}}""", """{"seed":4111111111111111,"metadata":{"card":"[redacted:credit_card]","n":411111111}}""")]
    [InlineData("""{"x":{"ann@example.com":1,"bob@example.com":2,"[redacted:email] 2":3}}""", """{"x":{"[redacted:email]":1,"[redacted:email] 3":2,"[redacted:email] 2":3}}""")]
    [InlineData("""{"a":"{\"to\":\"x\\nann@example.com\",\"to\":4111111111111111}"}""", """{"a":"{\"to\":\"x\\n[redacted:email]\",\"to\":\"[redacted:credit_card]\"}"}""")]
    [InlineData("""{"a":"{\"b\":\"[\\\"ann\\\\u0040example.com\\\"]\"}"}""", """{"a":"{\"b\":\"[\\\"[redacted:email]\\\"]\"}"}""")]
    [InlineData("""{"a":"{not JSON} ann@example.com"}""", """{"a":"{not JSON} [redacted:email]"}""")]
    public void Redact_EveryText_IsReplacedInItsPlace(string request, string expected) => Assert.Equal(expected, Redacted(AllRedacted, request));

    [Fact]
    public void Redact_NothingFound_IsNoChange() =>
        Assert.Null(Compile(AllRedacted).RedactRequest(JsonElement.Parse("""{"model":"m","messages":[{"content":"caf\u00e9 4111 1111 1111 1112"}],"seed":1.0}""")));

    [Fact]
    public void Redact_Pattern_OfAnyLengthOfText()
    {
        var filters = new RequestFilterSpec { RedactPatterns = ["(?:CUST-[0-9]{4})?"] };
        foreach (var length in (int[])[0, 4_090, 99_990, 300_000])
        {
            var before = new string('x', length) + " ";
            Assert.Equal($$"""{"a":"{{before}}[redacted]."}""", Redacted(filters, $$"""{"a":"{{before}}CUST-1234."}"""));
        }
    }

    [Fact]
    public void Redact_EncodedFiles_StayAsTheyAre()
    {
        var filters = new RequestFilterSpec { RedactPatterns = ["[A-Z]{3}"] };
        var file = Convert.ToBase64String([.. Enumerable.Range(0, 255).Select(i => (byte)(i * 7))]);
        var request = $$"""
            {"a":{"type":"base64","data":"{{file}}"},"b":{"url":"data:image/png;base64,{{file}}"},"c":[{"type":"thinking","signature":"{{file}}"},{"encrypted_content":"{{file}}"}]}
            """;

        Assert.Null(Compile(filters).RedactRequest(JsonElement.Parse(request)));
        // By its name alone no text passes for a file.
        Assert.Equal("""{"data":"[redacted] ann","url":"data:[redacted];base64,short"}""", Redacted(filters, """{"data":"ABC ann","url":"data:ABC;base64,short"}"""));
        Assert.NotNull(Compile(filters).RedactRequest(JsonElement.Parse($$"""{"text":"{{file}}"}""")));
        Assert.NotNull(Compile(filters).RedactRequest(JsonElement.Parse($$"""{"data":"{{file}} {{file}}"}""")));
    }

    [Fact]
    public void Redact_AnyRequest_KeepsItsShapeAndLosesAllThatIsFound()
    {
        var texts = Gen.ArrayOf(Gen.Elements(Fragments)).Select(string.Concat);
        var nodes = Nodes(texts, depth: 4);
        var constraints = Compile(AllRedacted);
        var blocks = Compile(new RequestFilterSpec { BlockPii = AllRedacted.RedactPii });
        Prop.ForAll(
            nodes.ToArbitrary(),
            node =>
            {
                var request = JsonSerializer.SerializeToElement(new JsonObject { ["messages"] = JsonNode.Parse(node) });
                var redacted = constraints.RedactRequest(request) ?? request;

                MustHaveTheShapeOf(request, redacted);
                Assert.All(Data, text => Assert.DoesNotContain(text, redacted.GetRawText(), StringComparison.Ordinal));
                Assert.Equal(constraints.RedactRequest(request) is not null, blocks.CheckRequest(request) is not null);
            }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("""{"messages":[{"content":"a"},{"content":[{"text":"ssn 123-45-6789"}]}]}""", "request_filters.block_pii ssn", "The parameter 'messages[1]' holds personal data (ssn) that a policy does not let out.")]
    [InlineData("""{"instructions":"SECRET-1"}""", "request_filters.block_patterns SECRET-[0-9]", "The parameter 'instructions' holds what a policy does not let out.")]
    [InlineData("""{"SECRET-1":true}""", "request_filters.block_patterns SECRET-[0-9]", "The parameter 'body' holds what a policy does not let out.")]
    [InlineData("""{"SECRET-1":["SECRET-1"]}""", "request_filters.block_patterns SECRET-[0-9]", "The parameter 'body' holds what a policy does not let out.")]
    [InlineData("""{"a":"{\"b\":\"SECRET\\u002d1\"}"}""", "request_filters.block_patterns SECRET-[0-9]", "The parameter 'a' holds what a policy does not let out.")]
    [InlineData("""{"input":[1,2]}""", "request_filters", "The parameter 'input' holds tokens instead of text, which the policy's filters cannot read. Send text.")]
    [InlineData("""{"prompt":[[1]]}""", "request_filters", "The parameter 'prompt' holds tokens instead of text, which the policy's filters cannot read. Send text.")]
    [InlineData("""{"messages":[{"content":"ssn 666-45-6789"}],"model":"SECRET-1"}""", null, null)]
    public void Check_WhatIsBlocked_NamesRuleAndParameterNotText(string request, string? rule, string? detail)
    {
        var denial = Compile(new RequestFilterSpec { BlockPii = [PiiKind.Ssn], BlockPatterns = ["SECRET-[0-9]"] }).CheckRequest(JsonElement.Parse(request));

        Assert.Equal((rule, detail), (denial?.Rule, denial?.Detail));
    }

    [Fact]
    public void Check_LongText_IsLookedAtAsAWhole()
    {
        var constraints = Compile(new RequestFilterSpec { BlockPii = [PiiKind.Email] });
        foreach (var length in (int[])[4_000, 4_090, 99_990, 200_000])
        {
            Assert.NotNull(constraints.CheckRequest(JsonElement.Parse($$"""{"a":"{{new string('a', length)}}@example.com"}""")));
            Assert.Null(constraints.CheckRequest(JsonElement.Parse($$"""{"a":"{{new string('a', length)}}@example"}""")));
        }
    }

    [Fact]
    public void Filters_OfSeveralPolicies_HoldTogetherWhateverTheirOrder()
    {
        var (one, two) = (Policy("pol_a", new() { RedactPii = [PiiKind.Email], BlockPatterns = ["x"] }), Policy("pol_b", new() { RedactPatterns = ["[0-9]{3}"], BlockPatterns = ["x"] }));
        foreach (var policies in (PolicyConstraints[][])[[one, two], [two, one]])
        {
            var constraints = CompiledConstraints.Compile(policies, "openai", "chat", []);

            Assert.Equal("pol_a", constraints.CheckRequest(JsonElement.Parse("""{"a":"x"}"""))?.Policy.PolicyId);
            Assert.Equal("""{"a":"[redacted:email] [redacted]"}""", constraints.RedactRequest(JsonElement.Parse("""{"a":"ann@example.com 123"}"""))?.GetRawText());
        }

        Assert.False(CompiledConstraints.Compile([Policy("pol_c", filters: null)], "openai", "chat", []).HasRequestFilters);
    }

    private static void MustHaveTheShapeOf(JsonElement before, JsonElement after)
    {
        Assert.Equal(before.ValueKind, after.ValueKind);
        switch (before.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(before.GetPropertyCount(), after.GetPropertyCount());
                Assert.Equal(after.GetPropertyCount(), after.EnumerateObject().Select(member => member.Name).Distinct(StringComparer.Ordinal).Count());
                Assert.All(before.EnumerateObject().Zip(after.EnumerateObject()), pair => MustHaveTheShapeOf(pair.First.Value, pair.Second.Value));
                break;
            case JsonValueKind.Array:
                Assert.Equal(before.GetArrayLength(), after.GetArrayLength());
                Assert.All(before.EnumerateArray().Zip(after.EnumerateArray()), pair => MustHaveTheShapeOf(pair.First, pair.Second));
                break;
            case JsonValueKind.String when IsJson(before.GetString()!):
                Assert.True(IsJson(after.GetString()!), $"{before} became {after}");
                break;
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            return JsonElement.Parse(text).ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Values as JSON; strings may hold JSON again.</summary>
    private static Gen<string> Nodes(Gen<string> texts, int depth)
    {
        var text = texts.Select(value => JsonValue.Create(value).ToJsonString());
        if (depth == 0)
        {
            return text;
        }

        var inner = Nodes(texts, depth - 1);
        return Gen.OneOf(
            text,
            inner.Select(json => JsonValue.Create(json).ToJsonString()),
            inner.ArrayOf(2).Select(items => $"[{string.Join(',', items)}]"),
            texts.Zip(inner).ArrayOf(2).Select(members => new JsonObject(members.DistinctBy(member => member.Item1).Select(member => new KeyValuePair<string, JsonNode?>(member.Item1, JsonNode.Parse(member.Item2)))).ToJsonString()));
    }

    private static string Redacted(RequestFilterSpec filters, string request) => Compile(filters).RedactRequest(JsonElement.Parse(request))?.GetRawText() ?? request;

    private static CompiledConstraints Compile(RequestFilterSpec filters) => CompiledConstraints.Compile([Policy("pol_1", filters)], "openai", "chat", []);

    private static PolicyConstraints Policy(string id, RequestFilterSpec? filters) =>
        new() { PolicyId = id, PolicyName = id, PolicyVersion = 1, RequestFilters = filters };
}
