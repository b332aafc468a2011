using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Requests;

/// <summary>Bodies that say the same in another spelling.</summary>
public sealed class WrittenOtherwiseTests
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    [Theory]
    [InlineData("\"ttl_seconds\":60.0", HttpStatusCode.Created)]
    [InlineData("\"ttl_seconds\":6e1", HttpStatusCode.Created)]
    [InlineData("\"expires_at\":\"2030-03-01t12:10:00.123456789z\"", HttpStatusCode.Created)]
    [InlineData("\"ttl_seconds\":60.5", HttpStatusCode.BadRequest)]
    [InlineData("\"ttl_seconds\":1e400", HttpStatusCode.BadRequest)]
    [InlineData("\"ttl_seconds\":\"60\"", HttpStatusCode.BadRequest)]
    [InlineData("\"expires_at\":\"2030-03-01T12:10:00\"", HttpStatusCode.BadRequest)]
    public async Task Issue_NumberOrTime_IsReadByItsValue(string member, HttpStatusCode expected)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded, AuthHost.NewClock());
        var agent = await host.CreateAgentAsync();

        using var response = await PostAsync(host, $"/v1/agents/{agent.AgentId}/tokens", Encoding.UTF8.GetBytes($$"""{"tools":["serpapi"],"permissions":["read"],{{member}}}"""));

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_ByteOrderMark_IsPassedOver(bool chunked)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        using var created = await PostAsync(host, "/v1/agents", [.. Mark, .. """{"name":"a","role":"b"}"""u8], chunked);
        using var alone = await PostAsync(host, "/v1/agents", Mark, chunked);
        using var shorter = await PostAsync(host, "/v1/agents", Mark[..2], chunked);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        foreach (var refused in new[] { alone, shorter })
        {
            await refused.MustBeAsync(GatewayErrors.BodyInvalid);
        }
    }

    [Fact]
    public async Task Create_NameOfEmoji_CountsCharacters()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        using var longest = await PostAsync(host, "/v1/agents", Named(128));
        using var longer = await PostAsync(host, "/v1/agents", Named(129));

        Assert.Equal(HttpStatusCode.Created, longest.StatusCode);
        await longer.MustBeAsync(GatewayErrors.BodyInvalid);

        static byte[] Named(int characters) => Encoding.UTF8.GetBytes($$"""{"name":"{{string.Concat(Enumerable.Repeat("😀", characters))}}","role":"b"}""");
    }

    [Fact]
    public async Task Issue_ThousandsOfBadTools_ErrorsAreBounded()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var agent = await host.CreateAgentAsync();
        var tools = string.Join(',', Enumerable.Repeat("\"NO\"", 50_000));

        using var response = await PostAsync(host, $"/v1/agents/{agent.AgentId}/tokens", Encoding.UTF8.GetBytes($$"""{"tools":[{{tools}}],"permissions":["read"]}"""));

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal(101, problem.Errors!.Count);
        Assert.Contains("more fields are not valid", problem.Errors["$"].Single(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PostAsync(AuthHost host, string path, byte[] body, bool chunked = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } } };
        request.Headers.TransferEncodingChunked = chunked;
        return host.Admin.SendAsync(request);
    }
}
