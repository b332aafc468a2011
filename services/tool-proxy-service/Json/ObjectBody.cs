using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Json;

/// <summary>A body that must be one JSON object, by the rules of <see cref="StrictJson"/>.</summary>
internal static class ObjectBody
{
    public static RefusalOr<JsonElement> Read(ReadOnlySpan<byte> body)
    {
        if (!StrictJson.TryRead(body, out var value, out var error))
        {
            return ToRefusal(error);
        }

        return value.ValueKind == JsonValueKind.Object ? value : Invalid("The body must be a JSON object.");
    }

    private static Refusal ToRefusal(JsonReadError error)
    {
        switch (error.Kind)
        {
            case JsonReadErrorKind.Encoding:
                return Invalid("The body is not valid UTF-8.");
            case JsonReadErrorKind.PropertyName:
                return Invalid("A property name is not valid Unicode.");
            default:
                var problem = BadRequestToProblem.Map(error.Cause);
                return new Refusal(problem.Kind, problem.Detail) { Errors = problem.Errors, HowToFix = problem.HowToFix };
        }
    }

    private static Refusal Invalid(string detail) => new(GatewayErrors.BodyInvalid, detail);
}
