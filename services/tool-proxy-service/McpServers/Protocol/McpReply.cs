using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>What came of a request to an MCP server.</summary>
internal abstract record McpReply
{
    /// <summary>The member <c>result</c>.</summary>
    /// <param name="Origin">Scheme and host of the server.</param>
    public sealed record Result(JsonElement Value, string Origin) : McpReply;

    /// <summary>The member <c>error</c>: the server refuses the request, so it did not carry it out.</summary>
    /// <param name="Message">The server's own words.</param>
    public sealed record Error(int Code, string Message, JsonElement Data) : McpReply
    {
        public int Status { get; init; }
    }

    /// <summary>No JSON-RPC response came back.</summary>
    public sealed record Failure(OutboundError Kind, string Detail) : McpReply
    {
        /// <summary>Whether the same request may succeed later.</summary>
        public bool IsTransient { get; init; }

        /// <summary>Of an HTTP response without a message; null when there was none.</summary>
        public int? Status { get; init; }
    }
}
