using System.Text.Json;
using FourRunr.Contracts;
using FourRunr.Documents;
using Microsoft.AspNetCore.Http;

namespace FourRunr.Hosting.Errors;

/// <summary>What the framework says about an unreadable request, in the gateway's words: the place, never the content.</summary>
public static class BadRequestToProblem
{
    /// <summary>Names in it are the caller's.</summary>
    private const int LongestPath = 256;

    public static ProblemResult Map(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new ProblemResult(GatewayErrors.PayloadTooLarge),
        StatusCodes.Status415UnsupportedMediaType => new ProblemResult(GatewayErrors.MediaTypeUnsupported),
        _ => new ProblemResult(GatewayErrors.BodyInvalid, Describe(exception)),
    };

    /// <summary>Where a JSON document breaks the rules.</summary>
    public static string Describe(JsonException exception) =>
        $"The JSON is malformed, or has a wrong type, an unknown, missing or duplicate property, at {Characters.Cut(exception.Path ?? "$", LongestPath)} "
        + $"(line {exception.LineNumber.GetValueOrDefault() + 1}, byte {exception.BytePositionInLine.GetValueOrDefault()}).";

    private static string Describe(BadHttpRequestException exception) => exception.InnerException switch
    {
        JsonException json => Describe(json),
        _ when exception.Message.StartsWith("Failed to bind parameter", StringComparison.Ordinal) => "A query or path parameter has the wrong type.",
        _ when exception.Message.Contains("parameter", StringComparison.Ordinal) => "A required part of the request is missing: the JSON body, or a parameter.",
        _ => "The HTTP request could not be read.",
    };
}
