using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Testing;

internal static class Answers
{
    public static async Task<ToolCallResponse> MustBeOkAsync(this HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<ToolCallResponse>(GatewayJson.Strict))!;
    }

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
}
