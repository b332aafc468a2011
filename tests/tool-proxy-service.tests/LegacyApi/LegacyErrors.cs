using System.Net.Http.Json;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.ToolProxy.Tests.LegacyApi;

internal static class LegacyErrors
{
    /// <summary>Asserts that the answer is this refusal in the form of <c>/api</c> and returns its body.</summary>
    public static async Task<LegacyError> MustBeLegacyAsync(this HttpResponseMessage response, ErrorKind kind)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var error = (await response.Content.ReadFromJsonAsync<LegacyError>(GatewayJson.Strict))!;
        Assert.Equal((kind.Code, kind.Status), (error.Code, (int)response.StatusCode));
        Assert.Equal(Assert.Single(response.Headers.GetValues("X-Correlation-Id")), error.CorrelationId);
        return error;
    }
}
