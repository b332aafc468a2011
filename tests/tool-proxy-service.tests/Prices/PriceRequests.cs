using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Prices;

/// <summary>What operators ask of prices.</summary>
internal static class PriceRequests
{
    private const string Url = "/v1/admin/prices";

    public static async Task<HttpResponseMessage> PutPricesAsync(this RunningService proxy, string json, string? ifMatch = null, string type = "application/json")
    {
        using var client = proxy.AdminClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, Url) { Content = new StringContent(json, Encoding.UTF8, type) };
        if (ifMatch is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("If-Match", ifMatch));
        }

        return await client.SendAsync(request);
    }

    public static async Task<PricesResponse> GetPricesAsync(this RunningService proxy, string more = "")
    {
        using var client = proxy.AdminClient();
        return (await client.GetFromJsonAsync<PricesResponse>(Url + more, GatewayJson.Strict))!;
    }

    public static async Task<Page<PriceVersionResponse>> ListPricesAsync(this RunningService proxy, string query = "")
    {
        using var client = proxy.AdminClient();
        return (await client.GetFromJsonAsync<Page<PriceVersionResponse>>($"{Url}/versions{query}", GatewayJson.Strict))!;
    }

    /// <param name="body">Without the braces around it.</param>
    public static async Task<HttpResponseMessage> ImportAsync(this RunningService proxy, string body, string? ifMatch = null)
    {
        using var client = proxy.AdminClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Url}/import") { Content = new StringContent($$"""{{{body}}}""", Encoding.UTF8, "application/json") };
        if (ifMatch is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("If-Match", ifMatch));
        }

        return await client.SendAsync(request);
    }

    public static async Task<ImportPricesResponse> MustImportAsync(this RunningService proxy, string body) =>
        await MustBeAsync<ImportPricesResponse>(await proxy.ImportAsync(body));

    public static async Task<T> MustBeAsync<T>(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<T>(GatewayJson.Strict))!;
    }
}
