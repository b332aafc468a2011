using FourRunr.Hosting.Errors;
using Microsoft.Net.Http.Headers;

namespace FourRunr.Hosting.Documents;

/// <summary>Reads a request's body, JSON or YAML, and reports all of its errors at once.</summary>
public static class DocumentBody
{
    private const string Json = "application/json";
    private static readonly string[] Yaml = ["application/yaml", "application/x-yaml", "text/yaml"];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public delegate T? Reader<out T>(JsonElement json, string path, DocumentErrors errors)
        where T : class;

    /// <summary>Tells OpenAPI and routing which bodies the endpoint takes.</summary>
    public static RouteHandlerBuilder AcceptsDocument<T>(this RouteHandlerBuilder endpoint)
        where T : notnull => endpoint.Accepts<T>(Json, Yaml);

    /// <returns>The one document, or why it is refused.</returns>
    public static async Task<(T? Value, ProblemResult? Refusal)> ReadAsync<T>(
        HttpRequest request, Reader<T> read, CancellationToken cancellationToken)
        where T : class
    {
        var (documents, refusal) = await ReadAllAsync(request, cancellationToken);
        return documents switch
        {
            null => (null, refusal),
            [var document] => Read(errors => read(document, "", errors)),
            _ => (null, new ProblemResult(GatewayErrors.BodyInvalid, "The body must hold exactly one YAML document.")),
        };
    }

    /// <summary>The JSON document, or those of a YAML stream.</summary>
    public static async Task<(IReadOnlyList<JsonElement>? Documents, ProblemResult? Refusal)> ReadAllAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !IsUtf8(type) || (!IsYaml(type) && !type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)))
        {
            return (null, new ProblemResult(GatewayErrors.MediaTypeUnsupported)
            {
                HowToFix = "Send 'Content-Type: application/json' or 'application/yaml', in UTF-8.",
            });
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        try
        {
            return (IsYaml(type) ? YamlToJson.Read(StrictUtf8.GetString(bytes.Span)) : [StrictJson.Read(bytes.Span)], null);
        }
        catch (JsonException exception)
        {
            return (null, BadRequestToProblem.Map(exception));
        }
        catch (DecoderFallbackException)
        {
            return (null, new ProblemResult(GatewayErrors.BodyInvalid, "The body is not UTF-8."));
        }
        catch (FormatException exception)
        {
            // The message is YamlToJson's own and names the place.
            return (null, new ProblemResult(GatewayErrors.BodyInvalid, exception.Message) { HowToFix = "Send plain YAML without anchors, at most 32 levels deep." });
        }
    }

    /// <returns>What was read, or all of its errors.</returns>
    public static (T? Value, ProblemResult? Refusal) Read<T>(Func<DocumentErrors, T?> read)
        where T : class
    {
        var errors = new DocumentErrors();
        var value = read(errors);
        return errors.IsEmpty ? (value, null) : (null, Refuse(errors));
    }

    private static ProblemResult Refuse(DocumentErrors errors) => new(GatewayErrors.BodyInvalid, "The document is not valid.")
    {
        Errors = errors.ToDictionary(),
        HowToFix = "Correct the members listed in 'errors'. /v1/policies/schema.json describes policies, docs/guides/tools.md describes tools, docs/guides/prices.md prices.",
    };

    private static bool IsYaml(MediaTypeHeaderValue type) => Yaml.Any(yaml => type.MediaType.Equals(yaml, StringComparison.OrdinalIgnoreCase));

    private static bool IsUtf8(MediaTypeHeaderValue type) => !type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
