using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Testing;

internal static class Answers
{
    /// <summary>Asserts that the answer is this refusal and returns its body.</summary>
    public static async Task<Problem> MustBeAsync(this HttpResponseMessage response, ErrorKind kind)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<Problem>(GatewayJson.Strict);
        Assert.Equal(kind.Code, problem!.Code);
        Assert.Equal((HttpStatusCode)kind.Status, response.StatusCode);
        return problem;
    }

    public static async Task<ToolCallResponse> MustBeOkAsync(this HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<ToolCallResponse>(GatewayJson.Strict))!;
    }

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
}
