using System.Net.Http.Headers;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models;

/// <summary>What clients of both APIs read of a refusal.</summary>
internal static class ModelErrors
{
    public static async Task<JsonElement> MustRefuseAsync(this HttpResponseMessage response, ErrorKind kind)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == kind.Status, $"{response.StatusCode}: {text}");
        Assert.Equal(new MediaTypeHeaderValue("application/json"), response.Content.Headers.ContentType);
        var body = JsonElement.Parse(text);
        Assert.Equal("error", body.GetProperty("type").GetString());
        Assert.Equal(kind.Code, body.GetProperty("code").GetString());
        Assert.Equal(kind.Code, body.GetProperty("error").GetProperty("code").GetString());
        Assert.NotEmpty(body.GetProperty("error").GetProperty("message").GetString()!);
        Assert.NotEmpty(response.Headers.GetValues("x-request-id"));
        Assert.NotEmpty(response.Headers.GetValues("request-id"));
        return body;
    }

    public static string? Only(this HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
}
