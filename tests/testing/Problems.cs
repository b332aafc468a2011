using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Testing;

/// <summary>Every refusal is a problem (RFC 9457) with the same members, whichever service sends it.</summary>
public static class Problems
{
    private const string MediaType = "application/problem+json";
    private const string CorrelationId = "X-Correlation-Id";

    /// <summary>Asserts that the answer is this refusal, whole and without anything internal, and returns its body.</summary>
    public static async Task<Problem> MustBeAsync(this HttpResponseMessage response, ErrorKind kind)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == kind.Status, $"Not {kind.Code} but {(int)response.StatusCode}: {text}");
        Assert.Equal(MediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.TryGetValues(CorrelationId, out var ids), "No correlation id.");
        return Read(text, kind, Assert.Single(ids));
    }

    /// <inheritdoc cref="MustBeAsync"/>
    public static Problem MustBe(this RawAnswer answer, ErrorKind kind)
    {
        Assert.True(answer.Status == kind.Status, $"Not {kind.Code} but {answer.Status}: {answer.Body}");
        Assert.Equal(MediaType, answer.Header("Content-Type")?.Split(';')[0]);
        return Read(answer.Body, kind, answer.Header(CorrelationId));
    }

    private static Problem Read(string text, ErrorKind kind, string? correlationId)
    {
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        var problem = JsonSerializer.Deserialize<Problem>(text, GatewayJson.Strict)!;
        Assert.Equal(
            (kind.Code, kind.Status, $"urn:4runr:error:{kind.Code}", kind.Title),
            (problem.Code, problem.Status, problem.Type, problem.Title));
        Assert.Equal(correlationId, problem.CorrelationId);
        Assert.False(string.IsNullOrEmpty(problem.Detail));
        Assert.False(string.IsNullOrEmpty(problem.HowToFix));
        return problem;
    }
}
