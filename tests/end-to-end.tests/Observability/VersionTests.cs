using System.Net.Http.Json;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Observability;

/// <summary>A running service says which version it is: the one of <c>Directory.Build.props</c>, without the commit.</summary>
public sealed class VersionTests
{
    [Fact]
    public async Task Health_OfEachService_HasTheVersion()
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);
        var frontDoor = gateway.Proxies[0].Url;
        Uri[] answers =
        [
            new(frontDoor, "/health"), new(frontDoor, "/ready"),
            .. from service in (Uri[])[frontDoor, gateway.Auth.Url, gateway.Policy.Url]
               from path in (string[])["/health/live", "/health/ready"]
               select new Uri(service, path),
        ];

        using var client = gateway.Proxies[0].Client();
        foreach (var answer in answers)
        {
            var health = await client.GetFromJsonAsync<JsonObject>(answer);
            Assert.Equal((answer, DeclaredVersion.Text), (answer, health!["version"]?.GetValue<string>()));
        }
    }

    [Theory]
    [InlineData("auth-service")]
    [InlineData("policy-service")]
    [InlineData("tool-proxy-service")]
    public async Task Scrape_OfEachService_HasTheVersion(string service)
    {
        await using var gateway = await RunningGateway.StartAsync(Backend.Embedded);

        var scrape = await Scrape.OfAsync(gateway);

        Assert.Equal(1, scrape.Sum("gateway_build_info", $"service=\"{service}\",version=\"{DeclaredVersion.Text}\""));
        Assert.Equal(3, scrape.Sum("gateway_build_info"));
    }
}
