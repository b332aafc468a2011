using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>A proxy that may ask one real server, which plays the API of declared tools: it answers with path and query.</summary>
internal sealed class DeclaredGateway : IAsyncDisposable
{
    public const string Secret = "canary-weather-key-51c2";

    private DeclaredGateway(StandIn api, TestGateway gateway) => (Api, Gateway) = (api, gateway);

    public StandIn Api { get; }

    public TestGateway Gateway { get; }

    public static async Task<DeclaredGateway> StartAsync(
        Backend backend = Backend.Embedded, string[]? settings = null, Action<IServiceCollection>? configure = null)
    {
        var api = new StandIn { Answer = EchoAsync };
        await api.StartAsync();
        var gateway = await TestGateway.StartAsync(
            backend, [$"--OUTBOUND_ALLOWED_TARGETS=127.0.0.1:{api.Url.Port}", $"--TOOL_CREDENTIAL:weather={Secret}", .. settings ?? []], configure);
        return new DeclaredGateway(api, gateway);
    }

    public static Task EchoAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync(new { path = context.Request.Path.Value, query = context.Request.QueryString.Value });

    /// <summary>A tool with one reading action <c>forecast</c>.</summary>
    public string Weather(string path = "/forecast/{city}", string more = "") => Weather(Api.Url, path, more);

    public static string Weather(Uri api, string path = "/forecast/{city}", string more = "") => $$"""
        tool: weather
        description: Weather of places.
        base_url: {{api}}v1
        credential: {in: header, name: X-Api-Key}
        actions:
          forecast:
            method: GET
            path: {{path}}
            query: {note: "{note}"}
            parameters:
              properties: {city: {type: string, maxLength: 40}, note: {type: string} }
              required: [city]
            plain_parameters: [city]
            {{more}}
        """;

    public Task<HttpResponseMessage> PostAsync(string yaml, RunningService? proxy = null) =>
        (proxy ?? Gateway.Proxy).AdminClient().PostAsync("/v1/admin/tools", Yaml(yaml));

    public Task<HttpResponseMessage> PutAsync(string yaml, string tool = "weather") => Gateway.Proxy.AdminClient().PutAsync($"/v1/admin/tools/{tool}", Yaml(yaml));

    public Task<HttpResponseMessage> DeleteAsync(string tool = "weather") => Gateway.Proxy.AdminClient().DeleteAsync($"/v1/admin/tools/{tool}");

    public async Task<DeclaredToolResponse> GetAsync(string query = "") =>
        (await Gateway.Proxy.AdminClient().GetFromJsonAsync<DeclaredToolResponse>($"/v1/admin/tools/weather{query}", GatewayJson.Strict))!;

    public Task<HttpResponseMessage> CallAsync(string json = """{"city":"Bern"}""") => Gateway.CallAsync("weather/forecast", json);

    public static StringContent Yaml(string yaml) => new(yaml, Encoding.UTF8, "application/yaml");

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Api.DisposeAsync();
    }
}
