using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Shared.Tests.Http;

internal static class Problems
{
    /// <summary>The answer is a problem of this kind, whole and without anything internal.</summary>
    public static async Task<Problem> AssertAsync(HttpResponseMessage response, HttpStatusCode status, ErrorKind kind)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(TinyService.ExceptionText, text, StringComparison.Ordinal);
        var problem = await response.Content.ReadFromJsonAsync<Problem>(GatewayJson.Strict);
        Assert.Equal(
            (kind.Code, kind.Status, $"urn:4runr:error:{kind.Code}", kind.Title),
            (problem!.Code, problem.Status, problem.Type, problem.Title));
        Assert.Equal(response.Headers.GetValues("X-Correlation-Id").Single(), problem.CorrelationId);
        Assert.False(string.IsNullOrEmpty(problem.HowToFix));
        return problem;
    }
}
