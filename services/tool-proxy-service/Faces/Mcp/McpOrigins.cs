using System.Net;
using FourRunr.ToolProxy.Browsers;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>
/// Keeps web pages away that reach the gateway through a browser (DNS rebinding): the origin of a page must be the gateway's own or one of
/// <c>CORS_ALLOWED_ORIGINS</c>; a gateway on the loopback interface must also be called by a loopback name.
/// </summary>
internal sealed class McpOrigins(AllowedOrigins allowed, GatewaySettings settings)
{
    private readonly bool _isLocal = IsLoopback(settings.ProxyUrl.Host);

    public bool Admits(HttpRequest request) =>
        (!_isLocal || IsLoopback(request.Host.Host)) && (request.Headers.Origin.Count == 0 || AdmitsOrigin(request.Headers.Origin.ToString()));

    private bool AdmitsOrigin(string text) =>
        allowed.List.Contains(text)
        || (Uri.TryCreate(text, UriKind.Absolute, out var origin)
            && (_isLocal ? IsLoopback(origin.Host) : origin.GetLeftPart(UriPartial.Authority) == settings.ProxyUrl.GetLeftPart(UriPartial.Authority)));

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
