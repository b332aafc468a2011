using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Auth.Tests;

internal static class Answers
{
    public static async Task<T> ReadAsync<T>(this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
        return (await response.Content.ReadFromJsonAsync<T>(GatewayJson.Tolerant))!;
    }

    public static Task<HttpResponseMessage> PostAsync<T>(this HttpClient client, string path, T body) =>
        client.PostAsJsonAsync(path, body, GatewayJson.Strict);
}
