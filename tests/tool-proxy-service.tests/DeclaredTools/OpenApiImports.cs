using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>Documents that an operator hands to <c>POST /v1/admin/tools/import</c>.</summary>
internal static class OpenApiImports
{
    public static async Task<ImportToolResponse> ImportAsync(
        this TestGateway gateway, string tool, JsonNode? document, string? baseUrl = null, string[]? operations = null)
    {
        var answer = await gateway.SendImportAsync(tool, document, baseUrl, operations);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ImportToolResponse>(GatewayJson.Strict))!;
    }

    /// <param name="members">Of the request, without the tool.</param>
    public static async Task<ImportToolResponse> PreviewImportAsync(this TestGateway gateway, string members)
    {
        var answer = await gateway.Proxy.AdminClient().PostAsync(
            "/v1/admin/tools/import", new StringContent("{\"tool\":\"orders\"," + members + "}", Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ImportToolResponse>(GatewayJson.Strict))!;
    }

    public static Task<HttpResponseMessage> SendImportAsync(
        this TestGateway gateway, string tool, JsonNode? document, string? baseUrl = null, string[]? operations = null)
    {
        var body = new JsonObject { ["tool"] = tool, ["openapi"] = document?.DeepClone() };
        if (baseUrl is not null)
        {
            body["base_url"] = baseUrl;
        }

        if (operations is not null)
        {
            body["operations"] = new JsonArray([.. operations.Select(operation => JsonValue.Create(operation))]);
        }

        return gateway.Proxy.AdminClient().PostAsync("/v1/admin/tools/import", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
    }
}
