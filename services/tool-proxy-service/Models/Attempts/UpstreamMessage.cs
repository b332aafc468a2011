using System.Buffers;
using System.Runtime.InteropServices;
using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Attempts;

/// <summary>
/// Writes the request to a provider: the caller's, with the provider's name of the model, the cap of the plan, and usage at the end of every
/// stream. All other members are passed on as they are.
/// </summary>
internal static class UpstreamMessage
{
    private const string AnthropicVersion = "2023-06-01";

    public static ProviderMessage Of(ModelDialect dialect, JsonElement body, ModelPlan plan, ModelProvider provider, string model) =>
        new(dialect, PathOf(dialect), Write(dialect, body, plan, provider, model), [.. HeadersOf(plan, provider)], plan.Streams);

    private static string PathOf(ModelDialect dialect) => dialect switch
    {
        ModelDialect.ChatCompletions => "chat/completions",
        ModelDialect.Responses => "responses",
        ModelDialect.Embeddings => "embeddings",
        ModelDialect.Messages => "v1/messages",
        _ => "v1/messages/count_tokens",
    };

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(ModelPlan plan, ModelProvider provider)
    {
        yield return new("Accept", plan.Streams ? "text/event-stream" : "application/json");
        if (provider.Api == ModelApi.Anthropic)
        {
            yield return new("anthropic-version", plan.Headers.AnthropicVersion ?? AnthropicVersion);
            var betas = plan.Headers.AnthropicBetas.Where(beta => provider.Betas.Any(pattern => pattern.Covers(beta))).ToList();
            if (betas.Count > 0)
            {
                yield return new("anthropic-beta", string.Join(',', betas));
            }
        }

        foreach (var header in provider.Headers)
        {
            yield return header;
        }
    }

    private static ReadOnlyMemory<byte> Write(ModelDialect dialect, JsonElement body, ModelPlan plan, ModelProvider provider, string model)
    {
        var written = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(body).Length + 256);
        using var json = new Utf8JsonWriter(written, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("model"u8, model);
        foreach (var member in body.EnumerateObject())
        {
            if (!IsWrittenAnew(dialect, member, plan))
            {
                json.WritePropertyName(member.Name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }
        }

        if (plan.OutputCap is { } cap and > 0)
        {
            json.WriteNumber(CapOf(dialect, provider), cap);
        }

        if (dialect == ModelDialect.ChatCompletions && plan.Streams)
        {
            WriteStreamOptions(json, body);
        }

        json.WriteEndObject();
        json.Flush();
        return written.WrittenMemory;
    }

    private static bool IsWrittenAnew(ModelDialect dialect, JsonProperty member, ModelPlan plan) => dialect switch
    {
        _ when member.NameEquals("model"u8) => true,
        ModelDialect.ChatCompletions => member.NameEquals("max_tokens"u8) || member.NameEquals("max_completion_tokens"u8)
            || (plan.Streams && member.NameEquals("stream_options"u8)),
        ModelDialect.Responses => member.NameEquals("max_output_tokens"u8),
        ModelDialect.Messages => member.NameEquals("max_tokens"u8),
        _ => false,
    };

    private static string CapOf(ModelDialect dialect, ModelProvider provider) => dialect switch
    {
        ModelDialect.Responses => "max_output_tokens",
        ModelDialect.ChatCompletions when provider.Cap == CapMember.MaxCompletionTokens => "max_completion_tokens",
        _ => "max_tokens",
    };

    private static void WriteStreamOptions(Utf8JsonWriter json, JsonElement body)
    {
        json.WriteStartObject("stream_options"u8);
        if (body.TryGetProperty("stream_options"u8, out var options) && options.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in options.EnumerateObject().Where(member => !member.NameEquals("include_usage"u8)))
            {
                json.WritePropertyName(member.Name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }
        }

        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
    }
}
