using System.Text.Json;
using System.Text.Unicode;
using FourRunr.Contracts;
using FourRunr.Documents;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Json;

/// <summary>
/// Parses a JSON object in UTF-8, with or without a byte order mark: no duplicate properties at any depth, no comments, at most 32
/// levels.
/// </summary>
internal static class CallJson
{
    private static readonly JsonDocumentOptions Rules = new() { MaxDepth = GatewayJson.MaxDepth, AllowDuplicateProperties = false };

    public static RefusalOr<JsonElement> ParseObject(ReadOnlyMemory<byte> body)
    {
        body = ByteOrderMark.Skip(body);
        if (!Utf8.IsValid(body.Span))
        {
            return Refuse("The body is not valid UTF-8.");
        }

        try
        {
            var value = JsonElement.Parse(body.Span, Rules);
            return value.ValueKind == JsonValueKind.Object ? value : Refuse("The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            var problem = BadRequestToProblem.Map(exception);
            return new Refusal(problem.Kind, problem.Detail) { Errors = problem.Errors, HowToFix = problem.HowToFix };
        }
        catch (InvalidOperationException)
        {
            // A property name with half of a surrogate pair, which cannot be compared with the others.
            return Refuse("A property name is not valid Unicode.");
        }
    }

    private static Refusal Refuse(string detail) => new(GatewayErrors.BodyInvalid, detail);
}
