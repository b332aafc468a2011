using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

namespace FourRunr.Contracts;

/// <summary>The JSON rules of the wire: snake_case, enums as exactly their snake_case words, no nulls written.</summary>
public static class GatewayJson
{
    /// <summary>Deepest nesting that any request body may have.</summary>
    public const int MaxDepth = 32;

    /// <summary>For requests: unknown or duplicate properties, comments, nulls for non-null members are refused.</summary>
    public static readonly JsonSerializerOptions Strict = Frozen(ApplyStrict);

    /// <summary>For answers of other services, so that a newer peer may add a property.</summary>
    public static readonly JsonSerializerOptions Tolerant = Frozen(ApplyShape);

    /// <summary>Sets the strict rules on options that someone else owns.</summary>
    public static void ApplyStrict(JsonSerializerOptions options)
    {
        ApplyShape(options);
        options.AllowDuplicateProperties = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
    }

    private static void ApplyShape(JsonSerializerOptions options)
    {
        options.MaxDepth = MaxDepth;
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        // Responses are never HTML: quotes and other scripts need no escapes.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new WireEnumConverter());
    }

    /// <summary>New options that nothing changes any more.</summary>
    public static JsonSerializerOptions Frozen(Action<JsonSerializerOptions> apply)
    {
        var options = new JsonSerializerOptions();
        apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
