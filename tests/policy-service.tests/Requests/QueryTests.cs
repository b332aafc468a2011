using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Requests;

public sealed class QueryTests
{
    /// <summary>Open to everyone, editors among them, which add what they like.</summary>
    private const string Schema = "/v1/policies/schema.json";

    [Fact]
    public async Task EveryGet_UnknownParameter_400ThatNamesIt()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var operations = ReadingOperations.Of(service.Service).Where(path => path != Schema).ToArray();

        Assert.Contains("/v1/policies/x/versions", operations);
        foreach (var path in operations)
        {
            using var response = await service.Admin.GetAsync($"{path}?no_such_parameter=1");
            var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
            Assert.Equal(["no_such_parameter"], problem.Errors!.Keys);
        }
    }

    [Theory]
    [InlineData("dryrun=true", "dryrun")]
    [InlineData("dry_run=yes", "dry_run")]
    [InlineData("dry_run=true&prune=1", "prune")]
    public async Task Apply_QueryNotValid_400AndNothingIsApplied(string query, string parameter)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.PostYamlAsync($"/v1/policies/apply?{query}", "{name: p, role: fresh, spec: {scopes: ['*']}}");

        Assert.Equal([parameter], (await response.MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
        Assert.Empty((await (await service.Admin.GetAsync("/v1/policies?role=fresh")).ReadAsync<Page<PolicyResponse>>()).Items);
    }
}
