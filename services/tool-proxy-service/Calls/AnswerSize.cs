using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FourRunr.Contracts;

namespace FourRunr.ToolProxy.Calls;

/// <summary>Bytes of an answer as it travels: JSON in UTF-8, without escapes that are not needed.</summary>
internal static class AnswerSize
{
    private static readonly JsonSerializerOptions AsSent = new(GatewayJson.Tolerant) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static long Of(JsonNode? answer) => JsonSerializer.SerializeToUtf8Bytes(answer, AsSent).LongLength;
}
