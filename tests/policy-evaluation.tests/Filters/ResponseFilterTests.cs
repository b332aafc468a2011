using FourRunr.Contracts;
using Xunit;

namespace FourRunr.PolicyEvaluation.Tests.Filters;

public sealed class ResponseFilterTests
{
    [Fact]
    public void Filter_RedactAndTruncate_AtAnyDepth()
    {
        var filtered = Run(
            new ResponseFilterSpec { RedactFields = ["api_key"], TruncateFields = [new("content", 4)] },
            """{"api_key":"k","a":[{"API_KEY":{"x":1},"content":"abcdefg","other":"abcdefg"}],"content":["12345",6]}""");

        Assert.Equal("""{"api_key":"[redacted]","a":[{"API_KEY":"[redacted]","content":"abcd","other":"abcdefg"}],"content":["1234",6]}""", filtered);
    }

    [Fact]
    public void Filter_Truncation_CountsCharactersAndLeavesNoHalf() =>
        Assert.Equal("""{"content":"ab\uD83D\uDE00"}""", Run(new ResponseFilterSpec { TruncateFields = [new("content", 3)] }, """{"content":"ab😀cd"}"""));

    [Theory]
    [InlineData("""{"a":[{"b":"-----BEGIN PRIVATE KEY-----"}]}""")]
    [InlineData("""{"a":{"BEGIN PRIVATE KEY":1}}""")]
    [InlineData("\"BEGIN PRIVATE KEY\"")]
    public void Filter_BlockedPattern_IsDeniedEvenInARedactedField(string answer)
    {
        var constraints = Compile(new ResponseFilterSpec { BlockPatterns = ["BEGIN [A-Z]+ KEY"], RedactFields = ["b"] }, null);
        var data = JsonNode.Parse(answer);

        var denial = constraints.Filter(ref data);

        Assert.Equal("response_filters.block_patterns BEGIN [A-Z]+ KEY", denial?.Rule);
    }

    [Theory]
    [InlineData("write to jane.doe+x@mail.example.org now", "write to [redacted:email] now")]
    [InlineData("Ünï@exämple.org, δοκιμή@παράδειγμα.ελ, 用户@例子.公司", "[redacted:email], [redacted:email], [redacted:email]")]
    [InlineData("a@xn--e1afmkfd.xn--p1ai!", "[redacted:email]!")]
    [InlineData("a @ b, 10@3.5, @handle", "a @ b, 10@3.5, @handle")]
    [InlineData("card 4111 1111 1111 1111.", "card [redacted:credit_card].")]
    [InlineData("card 4111-1111-1111-1112.", "card 4111-1111-1111-1112.")]
    [InlineData("5500005555555559", "[redacted:credit_card]")]
    [InlineData("ssn 123-45-6789", "ssn [redacted:ssn]")]
    [InlineData("ssn 666-45-6789 000-12-3456 123-00-6789 123-45-0000", "ssn 666-45-6789 000-12-3456 123-00-6789 123-45-0000")]
    [InlineData("call +1 (416) 555-0199 or 416-555-0199", "call [redacted:phone] or [redacted:phone]")]
    [InlineData("call (416) 555-0199!", "call [redacted:phone]!")]
    [InlineData("+49 30 901820", "[redacted:phone]")]
    [InlineData("order 1234567890, id 20261123, v1.2.3", "order 1234567890, id 20261123, v1.2.3")]
    public void Filter_PersonalData_IsRedactedByKind(string text, string expected)
    {
        var constraints = Compile(null, new GuardSpec { PiiFilters = [PiiKind.Email, PiiKind.Phone, PiiKind.Ssn, PiiKind.CreditCard] });
        JsonNode? data = JsonValue.Create(text);

        Assert.Null(constraints.Filter(ref data));

        Assert.Equal(expected, data!.GetValue<string>());
    }

    [Fact]
    public void CheckResponseSize_StricterOfTwoPolicies_Decides()
    {
        var constraints = CompiledConstraints.Compile(
            [Policy("b", null, new GuardSpec { MaxResponseBytes = 10 }), Policy("a", null, new GuardSpec { MaxResponseBytes = 20 })], "serpapi", "search", []);

        Assert.Null(constraints.CheckResponseSize(10));
        Assert.Equal("guards.max_response_bytes 10", constraints.CheckResponseSize(11)?.Rule);
        Assert.Equal(10, constraints.MaxResponseBytes);
    }

    private static string Run(ResponseFilterSpec filters, string answer)
    {
        var data = JsonNode.Parse(answer);
        Assert.Null(Compile(filters, null).Filter(ref data));
        return data!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static CompiledConstraints Compile(ResponseFilterSpec? filters, GuardSpec? guards) =>
        CompiledConstraints.Compile([Policy("a", filters, guards)], "serpapi", "search", []);

    private static PolicyConstraints Policy(string id, ResponseFilterSpec? filters, GuardSpec? guards) =>
        new() { PolicyId = id, PolicyName = id, PolicyVersion = 1, ResponseFilters = filters, Guards = guards };
}
