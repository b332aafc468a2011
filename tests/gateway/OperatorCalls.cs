using System.Net.Http.Json;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Testing;

/// <summary>Questions whose answer is good, with the wire contract's types.</summary>
public static class OperatorCalls
{
    /// <summary>Posts and demands success.</summary>
    public static async Task<TAnswer> PostAsync<TAnswer>(this HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, GatewayJson.Tolerant);
        Assert.True(response.IsSuccessStatusCode, $"POST {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<TAnswer>(GatewayJson.Tolerant))!;
    }

    public static async Task<TAnswer> GetAsync<TAnswer>(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<TAnswer>(GatewayJson.Tolerant))!;
    }
}
