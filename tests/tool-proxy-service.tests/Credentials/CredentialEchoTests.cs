using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Credentials;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Credentials;

public sealed class CredentialEchoTests
{
    [Theory]
    [InlineData("""{"a":"key abcdefgh!"}""", """{"a":"key [redacted]!"}""")]
    [InlineData("""{"a":["abcdefgh-and-more"]}""", """{"a":["[redacted]"]}""")]
    [InlineData("""{"abcdefgh-and-more":1}""", """{"[redacted]":1}""")]
    [InlineData("""{"a":"YWJjZGVmZ2gtYW5kLW1vcmU="}""", """{"a":"[redacted]="}""")]
    [InlineData("""{"a":1234567890123}""", """{"a":"[redacted]"}""")]
    [InlineData("""{"a":[-1234567890123.5,1234567,true,null]}""", """{"a":["-[redacted].5",1234567,true,null]}""")]
    [InlineData("1234567890123", "\"[redacted]\"")]
    [InlineData("""{"a":"short","b":7}""", """{"a":"short","b":7}""")]
    public void Remove_Echo_NothingOfTheCredentialIsLeft(string answer, string cleaned)
    {
        var credential = new ToolCredential("v", new Dictionary<string, string>
        {
            ["id"] = "abcdefgh",
            ["secret"] = "abcdefgh-and-more",
            ["account"] = "1234567890123",
            ["pin"] = "short",
        });

        Assert.Equal(cleaned, CredentialEcho.Remove(JsonNode.Parse(answer), credential)!.ToJsonString());
    }

    /// <summary>A number that somebody made, not read.</summary>
    [Fact]
    public void Remove_MadeNumber_TakenOut() =>
        Assert.Equal("""{"a":"[redacted]"}""", CredentialEcho.Remove(new JsonObject { ["a"] = 1234567890123L }, ["1234567890123"])!.ToJsonString());
}
