using System.ComponentModel.DataAnnotations;
using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>How http_fetch behaves (configuration section <c>Tools:http_fetch</c>).</summary>
internal sealed class FetchOptions
{
    public const string Section = "Tools:http_fetch";

    /// <summary>Largest page in bytes, decompressed, 1 KiB to 16 MiB. Default 2 MiB.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxResponseBytes { get; set; } = OutboundRequest.StandardMaxResponseBytes;
}
