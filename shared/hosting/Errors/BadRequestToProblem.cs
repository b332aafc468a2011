namespace FourRunr.Hosting.Errors;

/// <summary>Describes a request that the framework could not read: the place, never the content.</summary>
public static class BadRequestToProblem
{
    /// <param name="body">The type that the JSON should become, if known.</param>
    public static ProblemResult Map(BadHttpRequestException exception, Type? body = null) => exception.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => new ProblemResult(GatewayErrors.RequestTimeout),
        StatusCodes.Status413PayloadTooLarge => new ProblemResult(GatewayErrors.PayloadTooLarge),
        StatusCodes.Status415UnsupportedMediaType => new ProblemResult(GatewayErrors.MediaTypeUnsupported),
        _ when exception.InnerException is JsonException json => Map(json, body),
        _ => new ProblemResult(GatewayErrors.BodyInvalid, Describe(exception)),
    };

    /// <inheritdoc cref="Map(BadHttpRequestException, Type?)"/>
    public static ProblemResult Map(JsonException exception, Type? body = null)
    {
        var (detail, errors) = JsonErrorDescriber.Describe(exception, body);
        return new ProblemResult(GatewayErrors.BodyInvalid, detail)
        {
            Errors = errors,
            HowToFix = errors is null ? null : GatewayErrors.ParamsInvalid.HowToFix,
        };
    }

    private static string Describe(BadHttpRequestException exception) => exception.Message switch
    {
        _ when exception.Message.StartsWith("Failed to bind parameter", StringComparison.Ordinal) => "A query or path parameter has the wrong type.",
        _ when exception.Message.EndsWith("was not provided from body.", StringComparison.Ordinal) => "The body must be one JSON object.",
        _ when exception.Message.Contains("parameter", StringComparison.Ordinal) => "A required parameter of the request is missing.",
        _ => "The HTTP request could not be read.",
    };
}
