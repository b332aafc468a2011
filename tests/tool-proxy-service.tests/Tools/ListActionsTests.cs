using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.DeclaredTools;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools;

public sealed class ListActionsTests
{
    [Theory, BothBackends]
    public async Task List_ForAnOperator_NamesEveryActionWithItsKind(Backend backend)
    {
        await using var declared = await DeclaredGateway.StartAsync(backend);
        await declared.PostAsync(declared.Weather());

        var all = await ListAsync(declared.Gateway, "");

        var search = all.Single(action => action is { Tool: "serpapi", Action: "search" });
        Assert.Equal((ToolKind.BuiltIn, "read", true, true, null), (search.Kind, search.Permission, search.Idempotent, search.Mock, search.Parameters));
        Assert.Equal(("write", false), all.Where(action => action is { Tool: "gmail_send", Action: "send" }).Select(action => (action.Permission, action.Idempotent)).Single());
        var forecast = all.Single(action => action.Tool == "weather");
        Assert.Equal(("forecast", ToolKind.Declared, null), (forecast.Action, forecast.Kind, forecast.Mock));
        Assert.Equal(all.OrderBy(action => action.Tool, StringComparer.Ordinal).ThenBy(action => action.Action, StringComparer.Ordinal), all);
    }

    [Fact]
    public async Task List_OfOneTool_HasTheSchemasOfItsParameters()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        await declared.PostAsync(declared.Weather());

        var forecast = (await ListAsync(declared.Gateway, "?tool=weather")).Single();

        Assert.Equal("string", (string?)forecast.Parameters!["properties"]!["city"]!["type"]);
        Assert.Empty(await ListAsync(declared.Gateway, "?tool=nothing"));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(TestGateway.Token, HttpStatusCode.Forbidden)]
    public async Task List_ForAnybodyElse_Refused(string? bearer, HttpStatusCode status)
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.Client(bearer).GetAsync("/v1/admin/actions");

        Assert.Equal(status, response.StatusCode);
    }

    private static async Task<IReadOnlyList<ActionResponse>> ListAsync(TestGateway gateway, string query) =>
        (await gateway.Proxy.AdminClient().GetFromJsonAsync<ActionListResponse>($"/v1/admin/actions{query}", GatewayJson.Strict))!.Actions;
}
