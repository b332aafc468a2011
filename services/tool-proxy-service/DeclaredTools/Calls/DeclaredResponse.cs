using System.Net.Http.Headers;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Calls;

/// <summary>Reads a successful response of an API: JSON as it is, text with its type, and the status of an empty one.</summary>
internal static class DeclaredResponse
{
    /// <param name="response">A 2xx.</param>
    public static ToolResult Read(OutboundResult.Response response)
    {
        var type = MediaTypeHeaderValue.TryParse(response.Header("Content-Type"), out var parsed) ? parsed : null;
        if (response.Body.Length > 0 && (type is null || MediaTypes.IsJson(type.MediaType!)))
        {
            return response.TryReadJson(out var data) ? new ToolResult.Success(data, response.Origin) : Unreadable("The tool's response is not JSON.");
        }

        var described = new JsonObject { ["status"] = response.Status };
        if (type?.MediaType is { } mediaType)
        {
            described["content_type"] = mediaType;
        }

        if (response.Body.Length > 0)
        {
            if (ResponseText.Decode(type!.ToString(), response.Body) is not { } text)
            {
                return Unreadable("The tool's response is neither JSON nor text.");
            }

            described["text"] = text.Text;
        }

        return new ToolResult.Success(described, response.Origin);
    }

    /// <summary>The API reports success, so the call must not be repeated.</summary>
    private static ToolResult.Failure Unreadable(string detail) => new(GatewayErrors.UpstreamFailed, detail) { MayHaveActed = true };
}
