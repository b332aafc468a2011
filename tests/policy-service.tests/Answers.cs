using System.Net.Http.Json;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Policy.Tests;

/// <summary>Reading answers as a strict client does.</summary>
internal static class Answers
{
    public static async Task<T> ReadAsync<T>(this HttpResponseMessage response)
    {
        var answer = await response.Content.ReadFromJsonAsync<T>(GatewayJson.Strict);
        Assert.NotNull(answer);
        return answer;
    }

    public static Task<HttpResponseMessage> PostYamlAsync(this HttpClient client, string path, string yaml, string type = "application/yaml") =>
        client.PostAsync(path, new StringContent(yaml, Encoding.UTF8, type));

    /// <summary>Posts JSON and reads the answer of a success.</summary>
    public static async Task<T> AskAsync<T>(this HttpClient client, string path, string json)
    {
        using var response = await client.SendJsonAsync(HttpMethod.Post, path, json);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.ReadAsync<T>();
    }

    public static Task<HttpResponseMessage> PostJsonAsync<T>(this HttpClient client, string path, T body) =>
        client.PostAsJsonAsync(path, body, GatewayJson.Strict);

    public static Task<HttpResponseMessage> SendJsonAsync(
        this HttpClient client, HttpMethod method, string path, string json, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return client.SendAsync(request);
    }
}
