using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Schemas;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools;

public sealed class OptionalMembersTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", true)]
    [InlineData("""{"type":["string","integer"]}""", true)]
    [InlineData("""{"enum":["a","b"]}""", true)]
    [InlineData("""{"const":"a"}""", true)]
    [InlineData("false", true)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"}]}""", true)]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"array"}]}""", true)]
    [InlineData("""{"allOf":[{"description":"d"},{"type":"string"}]}""", true)]
    [InlineData("""{"$ref":"#/$defs/text"}""", true)]
    [InlineData("""{"$ref":"#/$defs/a~1b%20c"}""", true)]
    [InlineData("""{"type":["integer","null"]}""", false)]
    [InlineData("""{"enum":["a",null]}""", false)]
    [InlineData("""{"const":null}""", false)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", false)]
    [InlineData("""{"oneOf":[{"$ref":"#/$defs/text"},{"type":"null"}]}""", false)]
    [InlineData("""{"type":"string","nullable":true}""", false)]
    [InlineData("true", false)]
    [InlineData("{}", false)]
    [InlineData("""{"description":"anything"}""", false)]
    [InlineData("""{"not":{"type":"null"}}""", false)]
    [InlineData("""{"somethingNew":{"type":"string"}}""", false)]
    [InlineData("""{"$ref":"#/$defs/loop"}""", false)]
    [InlineData("""{"$ref":"#/$defs/nowhere"}""", false)]
    [InlineData("""{"$ref":"https://elsewhere.test/schema"}""", false)]
    public void Of_MemberThatIsNotRequired_IsAbsentWhenItCannotBeNull(string schema, bool absent)
    {
        var root = Schema($$"""
            {"properties":{"m":{{schema}}},"$defs":{"text":{"type":"string"},"a/b c":{"type":"string"},"loop":{"$ref":"#/$defs/loop"} } }
            """);

        Assert.Equal(absent ? "{}" : """{"m":null}""", Canonical(root, """{"m":null}"""));
    }

    [Theory]
    [InlineData("""{"properties":{"m":{"type":"string"}},"required":["m"]}""")]
    [InlineData("""{"properties":{"other":{"type":"string"}}}""")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"patternProperties":{"m":{"type":"string"}}}""")]
    public void Of_MemberThatIsRequiredOrNotNamed_Stays(string schema) => Assert.Equal("""{"m":null}""", Canonical(Schema(schema), """{"m":null}"""));

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"object","properties":{"m":{"type":"string"}}}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/inner"}},"$defs":{"inner":{"properties":{"m":{"type":"string"}}}}}""")]
    [InlineData("""{"allOf":[{"properties":{"a":{"properties":{"m":{"type":"string"}}}}},{"type":"object"}]}""")]
    [InlineData("""{"properties":{"a":{"anyOf":[{"properties":{"m":{"type":"string"}}},{"type":"null"}]}}}""")]
    [InlineData("""{"additionalProperties":{"properties":{"m":{"type":"string"}}}}""")]
    public void Of_MemberInside_IsAbsentToo(string schema) => Assert.Equal("""{"a":{"k":1}}""", Canonical(Schema(schema), """{"a":{"m":null,"k":1}}"""));

    [Fact]
    public void Of_ItemsAndRecursion_AreFollowedAsDeepAsTheyGo()
    {
        var tree = Schema("""{"$ref":"#/$defs/node","$defs":{"node":{"properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}}}}}""");

        Assert.Equal(
            """{"children":[{"children":[{"children":[]},null]}]}""",
            Canonical(tree, """{"name":null,"children":[{"name":null,"children":[{"name":null,"children":[]},null]}]}"""));
    }

    [Fact]
    public void Of_SeveralAlternativesWithMembers_NoneIsChosen() => Assert.Equal(
        """{"a":{"m":null}}""",
        Canonical(Schema("""{"properties":{"a":{"oneOf":[{"properties":{"m":{"type":"string"}}},{"properties":{"m":{"type":"null"}}}]}}}"""), """{"a":{"m":null}}"""));

    [Fact]
    public void Canonical_NumbersAnywhere_HaveOneSpellingAndKeepTheirDigits() => Assert.Equal(
        """{"a":10,"b":[0,0.5,{"c":12345678901234567890.123456789}],"s":"10.0"}""",
        Canonical(Schema("{}"), """{ "a":1.0e1, "b":[-0.0, 5e-1, {"c":12345678901234567890.1234567890}], "s":"10.0" }"""));

    [Fact]
    public void Canonical_NothingToRewrite_IsTheSameElementWithoutAllocation()
    {
        var sent = JsonElement.Parse("""{"q":"x","num":10,"more":[{"price":19.99},true]}""");
        var optional = OptionalMembers.Of(Schema("{}"));
        CanonicalParameters.Of(sent, optional);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var (value, _) = CanonicalParameters.Of(sent, optional);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(sent.GetRawText(), value.GetRawText());
    }

    [Theory]
    [InlineData("""{"a":1e400}""", "a")]
    [InlineData("""{"a":{"b":[1,{"c":[2,-1e309]}]}}""", "a.b[1].c[1]")]
    public void Canonical_BeyondADouble_IsNamed(string json, string path) =>
        Assert.Equal([path], CanonicalParameters.Of(JsonElement.Parse(json), OptionalMembers.Of([])).Errors!.Keys);

    private static JsonObject Schema(string json) => JsonNode.Parse(json)!.AsObject();

    private static string Canonical(JsonObject schema, string json) =>
        CanonicalParameters.Of(JsonElement.Parse(json), OptionalMembers.Of(schema)).Value.GetRawText();
}
