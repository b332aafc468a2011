using System.Buffers.Text;
using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.OAuth;

/// <summary>Whatever a stranger calls an assertion or a token: an answer, and never a mistake of the gateway.</summary>
public sealed class MalformedAssertionTests
{
    private const string Header = """{"alg":"RS256","typ":"JWT"}""";
    private const string Claims = """{"iss":"agt_1","sub":"agt_1"}""";

    public static IEnumerable<byte[]> Texts()
    {
        string[] texts =
        [
            """{"sub":"\ud800"}""", """{"sub":"\udc00\ud800"}""", """{"\ud800":1}""", """{"a":{"\udfff":[]}}""", """{"aud":["\ud800"]}""",
            """{"iss":"a","sub":"a","\ud800":1,"\ud800":2}""", """{"jti":"\u0000"}""", """{"exp":1e400}""", """{"exp":-0}""",
            "{\"sub\":\"\u0001\"}", "[]", "null", "\"text\"", "1", "", " ", "{", "{}{}", "\uFEFF{}", new string('[', 200),
            """{"alg":"RS256","typ":"\ud800"}""", """{"alg":"\ud800"}""", """{"alg":null}""", """{"alg":"RS256","alg":"PS256"}""", """{"alg":"RS256","kid":7}""",
        ];
        foreach (var text in texts)
        {
            yield return Encoding.UTF8.GetBytes(text);
        }

        yield return [.. "{\"sub\":\""u8, 0xFF, .. "\"}"u8];
        yield return [.. "{\""u8, 0xFF, .. "\":1}"u8];
        yield return [.. "{\"sub\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8];
    }

    [Fact]
    public async Task Assertion_OfAnyText_InvalidClientAndNoErrorInTheLog()
    {
        using var logs = new CollectedLogs();
        await using var host = await AuthHost.StartAsync(Backend.Embedded, configure: logs.Use);
        using var client = host.Service.Client();
        var assertions = Texts().Select(Part)
            .SelectMany(part => (string[])[$"{Part(Header)}.{part}.AA", $"{part}.{Part(Claims)}.AA", $"{Part(Header)}.{Part(Claims)}.{part}", $"{part}.{part}.{part}"])
            .Concat(["..", "...", "a.b", "=.=.=", "\ud83d.\u00e9.x", $"{Part(Header)}. .", $"{Part(Header)}.%.%"])
            .ToArray();

        foreach (var path in (string[])["/oauth2/token", "/oauth2/revoke"])
        {
            foreach (var assertion in assertions)
            {
                using var response = await client.PostAsync(path, new FormUrlEncodedContent(Assertions.Form(assertion)));
                Assert.Equal("invalid_client", (await response.ReadAsync<OAuthErrorResponse>(HttpStatusCode.Unauthorized)).Error);
            }
        }

        Assert.Empty(logs.Errors);
    }

    [Fact]
    public async Task Token_OfAnyText_IsNotActiveAndNoErrorInTheLog()
    {
        using var logs = new CollectedLogs();
        await using var host = await AuthHost.StartAsync(Backend.Embedded, configure: logs.Use);
        var good = (await host.IssueAsync((await host.CreateAgentAsync()).AgentId)).Token.Split('.');

        foreach (var part in Texts().Select(Part))
        {
            foreach (var token in (string[])[$"{part}.{part}.{part}", $"{part}.{good[1]}.{good[2]}", $"{good[0]}.{part}.{good[2]}", $"{good[0]}.{good[1]}.{part}"])
            {
                Assert.Equal("token_invalid", await host.RefusalOfAsync(token));
            }
        }

        Assert.Empty(logs.Errors);
    }

    [Theory]
    [InlineData("JWT", true)]
    [InlineData("jwt", true)]
    [InlineData("application/JWT", true)]
    [InlineData("client-authentication+jwt", true)]
    [InlineData("Client-Authentication+JWT", true)]
    [InlineData("application/client-authentication+jwt", true)]
    [InlineData("APPLICATION/client-authentication+jwt", true)]
    [InlineData("at+jwt", false)]
    [InlineData("application/", false)]
    [InlineData("application/application/jwt", false)]
    [InlineData("text/jwt", false)]
    [InlineData("", false)]
    public async Task Assertion_Type_IsAMediaType(string type, bool good)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var agent = await host.CreateAgentAsync();
        using var key = Assertions.KeyOf(agent);

        using var response = await host.RequestTokenAsync(
            Assertions.Make(agent.AgentId, key, host.Now, headers: new Dictionary<string, object> { ["typ"] = type }));

        Assert.Equal(good ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static string Part(string text) => Part(Encoding.UTF8.GetBytes(text));

    private static string Part(byte[] text) => Base64Url.EncodeToString(text);
}
