using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools;

public sealed class ListCatalogTests
{
    [Fact]
    public async Task List_ForAService_NamesEveryAction()
    {
        await using var gateway = await TestGateway.StartAsync();

        var catalog = await gateway.Client(TestSecrets.ServiceKey).GetFromJsonAsync<ToolCatalogResponse>("/v1/catalog", GatewayJson.Strict);

        Assert.Contains(new CatalogAction("serpapi", "search", "read"), catalog!.Actions);
        Assert.Contains(new CatalogAction("gmail_send", "send", "write"), catalog.Actions);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(TestGateway.Token, HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.Forbidden)]
    public async Task List_ForAnybodyElse_Refused(string? bearer, HttpStatusCode status)
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.Client(bearer == "operator" ? TestSecrets.AdminKey : bearer).GetAsync("/v1/catalog");

        Assert.Equal(status, response.StatusCode);
    }
}
