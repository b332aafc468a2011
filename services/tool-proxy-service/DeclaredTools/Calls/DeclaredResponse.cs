using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Calls;

/// <summary>What a good answer of an API says: JSON as it is, text with its type, and of an empty one the status.</summary>
internal static class DeclaredResponse
{
    /// <param name="answer">A 2xx.</param>
    public static ToolResult Of(OutboundResult.Response answer)
    {
        var type = MediaTypeHeaderValue.TryParse(answer.Header("Content-Type"), out var parsed) ? parsed : null;
        if (answer.Body.Length == 0)
        {
            return new ToolResult.Success(Describe(answer, type), answer.Origin);
        }

        if (type is null || IsJson(type.MediaType!))
        {
            return answer.TryReadJson(out var data) ? new ToolResult.Success(data, answer.Origin) : Unreadable("The tool's answer is not JSON.");
        }

        if (ResponseText.Decode(type.ToString(), answer.Body) is not { } text)
        {
            return Unreadable("The tool's answer is neither JSON nor text.");
        }

        var described = Describe(answer, type);
        described["text"] = text.Text;
        return new ToolResult.Success(described, answer.Origin);
    }

    private static JsonObject Describe(OutboundResult.Response answer, MediaTypeHeaderValue? type)
    {
        var described = new JsonObject { ["status"] = answer.Status };
        if (type?.MediaType is { } mediaType)
        {
            described["content_type"] = mediaType;
        }

        return described;
    }

    /// <summary>The API says that it did what it was asked: asking again would do it twice.</summary>
    private static ToolResult.Failure Unreadable(string detail) => new(GatewayErrors.UpstreamFailed, detail) { MayHaveActed = true };

    private static bool IsJson(string type) =>
        type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
}
