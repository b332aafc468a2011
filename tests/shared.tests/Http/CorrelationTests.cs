using System.Net;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Http;

public sealed class CorrelationTests
{
    private const string Header = "X-Correlation-Id";

    [Theory]
    [InlineData("a")]
    [InlineData("Order-17.retry_2")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    public async Task Get_HarmlessId_IsKept(string id)
    {
        await using var service = await TinyService.StartAsync();

        Assert.Equal(id, await IdOfAnswerAsync(service, "/things/1", id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("<script>")]
    [InlineData("a;b")]
    [InlineData("{\"a\":1}")]
    [InlineData("129")]
    public async Task Get_HarmfulId_IsReplaced(string id)
    {
        await using var service = await TinyService.StartAsync();

        Assert.Matches("^[0-9a-f]{32}$", await IdOfAnswerAsync(service, "/things/1", id == "129" ? new string('a', 129) : id));
    }

    [Fact]
    public async Task Get_IdThatIsACredential_IsReplaced()
    {
        await using var service = await TinyService.StartAsync();

        foreach (var credential in new[]
        {
            TestSecrets.AdminKey, TestSecrets.ServiceKey, TestSecrets.KeyEncryptionKey, $"4rop_{TestSecrets.AdminKey}", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
        })
        {
            Assert.Matches("^[0-9a-f]{32}$", await IdOfAnswerAsync(service, "/things/1", credential));
        }
    }

    [Fact]
    public async Task Get_TwoIds_AreReplaced()
    {
        await using var service = await TinyService.StartAsync();

        Assert.Matches("^[0-9a-f]{32}$", await IdOfAnswerAsync(service, "/things/1", "one", "two"));
    }

    [Theory]
    [InlineData("/things/1", HttpStatusCode.OK)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    [InlineData("/things", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/things/x", HttpStatusCode.BadRequest)]
    [InlineData("/admins", HttpStatusCode.Unauthorized)]
    [InlineData("/mistake", HttpStatusCode.InternalServerError)]
    [InlineData("/no-dependency", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    public async Task Get_EveryAnswer_HasTheId(string path, HttpStatusCode expected)
    {
        await using var service = await TinyService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(Header, "mine");

        using var response = await service.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(["mine"], response.Headers.GetValues(Header));
    }

    private static async Task<string> IdOfAnswerAsync(TinyService service, string path, params string[] ids)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(Header, ids);
        using var response = await service.Client.SendAsync(request);
        return response.Headers.GetValues(Header).Single();
    }
}
