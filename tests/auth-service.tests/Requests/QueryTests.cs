using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Requests;

public sealed class QueryTests
{
    /// <summary>RFC 8414 says nothing of queries, and clients add what they like.</summary>
    private const string Metadata = "/.well-known/oauth-authorization-server";

    /// <summary>RFC 6749 section 3.1: unknown parameters are ignored.</summary>
    private const string SignIn = "/oauth2/authorize";

    [Fact]
    public async Task EveryGet_UnknownParameter_400ThatNamesIt()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        var operations = ReadingOperations.Of(host.Service).Where(path => path is not (Metadata or SignIn)).ToArray();

        Assert.Contains("/v1/agents/x/tokens", operations);
        foreach (var path in operations)
        {
            using var response = await host.Admin.GetAsync($"{path}?no_such_parameter=1");
            var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
            Assert.Equal(["no_such_parameter"], problem.Errors!.Keys);
        }
    }

    [Theory]
    [InlineData("agents?limit=abc", "limit")]
    [InlineData("security-events?limit=1.5", "limit")]
    [InlineData("security-events?curser=x", "curser")]
    [InlineData("operators?cursor=elsewhere", "cursor")]
    public async Task List_QueryNotValid_400ThatNamesIt(string path, string parameter)
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);

        using var response = await host.Admin.GetAsync($"/v1/{path}");

        Assert.Equal([parameter], (await response.MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
    }
}
