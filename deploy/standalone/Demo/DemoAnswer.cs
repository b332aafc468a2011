using System.Net.Http.Headers;

namespace FourRunr.Standalone.Demo;

/// <summary>A response of the gateway, as any client sees it.</summary>
internal sealed record DemoAnswer(int Status, HttpResponseHeaders Headers, JsonNode? Body)
{
    public string Text(string property) =>
        Body?[property]?.GetValue<string>() ?? throw new DemoException($"{Status} without '{property}'");

    /// <param name="code">The expected error code of a refusal.</param>
    public DemoAnswer Expect(int status, string? code = null)
    {
        var actualCode = Status >= 400 ? (Body?["code"] ?? Body?["error"])?.ToString() : null;
        return Status == status && (code is null || actualCode == code)
            ? this
            : throw new DemoException($"answered {Status} {actualCode} instead of {status} {code}".Trim());
    }
}
