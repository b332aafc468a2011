using System.Text.Json.Nodes;
using FourRunr.Contracts;

namespace FourRunr.ToolProxy.Tools;

/// <summary>What came of asking a tool.</summary>
internal abstract record ToolResult
{
    /// <param name="Data">The tool's answer.</param>
    public sealed record Success(JsonNode? Data) : ToolResult;

    /// <param name="Kind">E.g. <see cref="GatewayErrors.UpstreamFailed"/> or <see cref="GatewayErrors.ToolNotConfigured"/>.</param>
    /// <param name="Detail">For the caller; never the tool's own words.</param>
    public sealed record Failure(ErrorKind Kind, string Detail) : ToolResult;
}
