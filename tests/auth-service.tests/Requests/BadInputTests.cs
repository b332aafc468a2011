using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Requests;

public sealed class BadInputTests
{
    public static TheoryData<string, int> Bodies() => new()
    {
        { "{", 400 },
        { "", 400 },
        { "null", 400 },
        { "[]", 400 },
        { "\"text\"", 400 },
        { """{"name":"a","role":"b","name":"c"}""", 400 },
        { """{"name":"a","role":"b","surprise":1}""", 400 },
        { """{"name":"a"}""", 400 },
        { """{"name":null,"role":"b"}""", 400 },
        { """{"name":7,"role":"b"}""", 400 },
        { """{"name":"a","role":"b",}""", 400 },
        { """{"Name":"a","role":"b"}""", 400 },
        { """{"name":"a\u0000","role":"b"}""", 400 },
        { """{"name":"\ud800","role":"b"}""", 400 },
        { """{"name":"","role":"b"}""", 400 },
        { """{"name":"a","role":"Bad Role"}""", 400 },
        { """{"name":"a","role":"b\n"}""", 400 },
        { $$"""{"name":"{{new string('n', 129)}}","role":"b"}""", 400 },
        { $$"""{"name":{{new string('[', 100)}}{{new string(']', 100)}},"role":"b"}""", 400 },
        { $$"""{"name":"{{new string('n', 2 * 1024 * 1024)}}","role":"b"}""", 413 },
    };

    [Fact]
    public async Task Create_UnacceptableBody_RefusedAndNothingStored()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        foreach (var (body, status) in Bodies().Select(row => row.Data))
        {
            using var response = await host.Admin.PostAsync("/v1/agents", new StringContent(body, Encoding.UTF8, "application/json"));
            await response.MustBeAsync(status == 413 ? GatewayErrors.PayloadTooLarge : GatewayErrors.BodyInvalid);
        }

        using var form = await host.Admin.PostAsync("/v1/agents", new FormUrlEncodedContent([new("name", "a")]));
        await form.MustBeAsync(GatewayErrors.MediaTypeUnsupported);
        Assert.Empty((await (await host.Admin.GetAsync("/v1/agents")).ReadAsync<Page<AgentResponse>>()).Items);
    }

    [Fact]
    public async Task Call_CredentialSentOddly_Refused()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var client = host.Service.Client();

        using var inQuery = await client.GetAsync($"/v1/agents?access_token={TestSecrets.AdminKey}");
        await inQuery.MustBeAsync(GatewayErrors.TokenMissing);
        foreach (var headers in new string[][] { [$"Bearer {TestSecrets.AdminKey}", "Bearer x"], [$"Basic {TestSecrets.AdminKey}"], [TestSecrets.AdminKey] })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
            request.Headers.TryAddWithoutValidation("Authorization", headers);
            using var response = await client.SendAsync(request);
            await response.MustBeAsync(GatewayErrors.TokenInvalid);
        }
    }

    [Fact]
    public async Task Introspect_WithoutToken_Returns400()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var services = host.Service.Client(TestSecrets.ServiceKey);

        using var response = await services.PostAsync("/oauth2/introspect", new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory, BothBackends]
    public async Task Find_OddIds_Return404(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);

        foreach (var id in new[] { "x", "%27%3BDROP", "agt_%F0%9F%92%A9", new string('a', 2000), "%C3%28" })
        {
            await (await host.Admin.GetAsync($"/v1/agents/{id}")).MustBeAsync(GatewayErrors.NotFound);
        }
    }
}
