using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools;

public sealed class ParameterValidationTests
{
    private const string Hi = """{"role":"user","content":"Hi"}""";

    [Theory, MemberData(nameof(ParameterCases.Good), MemberType = typeof(ParameterCases))]
    public void Validate_Good_NoErrors(string action, string json) => Assert.Empty(Parameters.Errors(action, json));

    [Theory]
    [MemberData(nameof(ParameterCases.Bad), MemberType = typeof(ParameterCases))]
    [MemberData(nameof(ParameterCases.BadBeyondTheSchema), MemberType = typeof(ParameterCases))]
    [MemberData(nameof(ParameterCases.NoUnicode), MemberType = typeof(ParameterCases))]
    public void Validate_OneFault_ExactlyThatFieldNamed(string action, string json, string field) =>
        Assert.Equal([field], Parameters.Errors(action, json).Keys);

    [Fact]
    public void Validate_ManyFaults_AllAtOnce()
    {
        var errors = Parameters.Errors("serpapi.search", """{"num":"ten","start":-1,"safe":"maybe","location":7,"page":2}""");

        Assert.Equal(["location", "num", "page", "q", "safe", "start"], errors.Keys.Order());
        Assert.Equal(["must be a whole number"], errors["num"]);
        Assert.Equal(["must be a string"], errors["location"]);
        Assert.Equal(["is not a parameter of serpapi.search; allowed: q, engine, location, num, start, safe"], errors["page"]);
    }

    [Fact]
    public void Validate_ManyMessagesWrong_EachNamed()
    {
        var errors = Parameters.Errors("openai.chat", $$"""{"model":"m","messages":[{"role":"x","content":"y"},{{Hi}},{"role":"user","content":3}]}""");

        Assert.Equal(["messages[0].role", "messages[2].content"], errors.Keys.Order());
    }

    [Theory]
    [InlineData("serpapi.search", "q", 2048, """{"q":"?"}""")]
    [InlineData("serpapi.search", "location", 256, """{"q":"x","location":"?"}""")]
    [InlineData("serpapi.search", "engine", 32, """{"q":"x","engine":"?"}""")]
    [InlineData("openai.chat", "model", 128, """{"model":"?","input":"x"}""")]
    [InlineData("gmail_send.send", "subject", 998, """{"to":"a@example.org","subject":"?","text":"t"}""")]
    [InlineData("gmail_send.send", "text", 512 * 1024, """{"to":"a@example.org","subject":"s","text":"?"}""")]
    public void Validate_Length_LongestGoodOneMoreNot(string action, string field, int longest, string json)
    {
        Assert.Empty(Parameters.Errors(action, json.Replace("?", new string('a', longest), StringComparison.Ordinal)));
        Assert.Equal([field], Parameters.Errors(action, json.Replace("?", new string('a', longest + 1), StringComparison.Ordinal)).Keys);
    }

    [Theory]
    [InlineData("openai.chat", "messages", 256, """{"model":"m","messages":[?]}""", Hi)]
    [InlineData("gmail_send.send", "to", 50, """{"to":[?],"subject":"s","text":"t"}""", "\"a@example.org\"")]
    public void Validate_Count_MostGoodOneMoreNot(string action, string field, int most, string json, string item)
    {
        Assert.Empty(Parameters.Errors(action, json.Replace("?", string.Join(',', Enumerable.Repeat(item, most)), StringComparison.Ordinal)));
        Assert.Equal([field], Parameters.Errors(action, json.Replace("?", string.Join(',', Enumerable.Repeat(item, most + 1)), StringComparison.Ordinal)).Keys);
    }

    [Fact]
    public void Validate_ThousandsOfUnknownFields_AnswerIsBounded()
    {
        var fields = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"{new string('x', 200)}{i}\":1"));

        var errors = Parameters.Errors("serpapi.search", $$"""{"q":"x",{{fields}}}""");

        Assert.InRange(errors.Count, 1, 64);
        Assert.All(errors.Keys, path => Assert.InRange(path.Length, 1, 100));
    }

    [Fact]
    public void Validate_BytesThatAreNotUtf8_Refused()
    {
        using var document = JsonDocument.Parse((byte[])[.. "{\"q\":\""u8, 0xff, .. "\"}"u8]);

        Assert.Equal(["params"], Parameters.Action("serpapi.search").Validate(document.RootElement)!.Keys);
    }

    [Fact]
    public void Validate_TextInBytes_CountsUtf8()
    {
        var json = $$"""{"to":"a@example.org","subject":"s","text":"{{new string('é', (256 * 1024) + 1)}}"}""";

        Assert.True(Encoding.UTF8.GetByteCount(json) > 512 * 1024);
        Assert.Equal(["text"], Parameters.Errors("gmail_send.send", json).Keys);
    }
}
