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
        return (await response.Content.ReadFromJsonAsync<T>(GatewayJson.Strict))!;
    }

    /// <summary>Asserts a refusal of this kind, with everything that every refusal has.</summary>
    public static async Task<Problem> ReadProblemAsync(this HttpResponseMessage response, ErrorKind expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == expected.Status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = (await response.Content.ReadFromJsonAsync<Problem>(GatewayJson.Strict))!;
        Assert.Equal(expected.Code, problem.Code);
        Assert.Equal(response.Headers.GetValues("X-Correlation-Id").Single(), problem.CorrelationId);
        return problem;
    }

    public static Task<HttpResponseMessage> PostAsync<T>(this HttpClient client, string path, T body) =>
        client.PostAsJsonAsync(path, body, GatewayJson.Strict);
}
