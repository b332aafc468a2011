namespace FourRunr.ToolProxy.McpServers.Admission;

/// <summary>What is known of one tool of an MCP server, and what operators think of it.</summary>
/// <param name="Name">As the server calls it.</param>
/// <param name="IsListed">Whether the server's last list had it.</param>
/// <param name="SeenDefinition">As it was last seen.</param>
/// <param name="SeenAt">When it was first seen so.</param>
/// <param name="ApprovedDefinition">As agents may be told of it; null while no operator has approved it.</param>
/// <param name="DecidedAt">Of the last approval or rejection.</param>
internal sealed record PinnedTool(
    string Server, string Name, string Action, bool IsListed, string SeenDefinition, string SeenHash, DateTimeOffset SeenAt,
    string? ApprovedDefinition, string? ApprovedHash, string? RejectedHash, DateTimeOffset? DecidedAt, string? DecidedBy)
{
    /// <summary>Only an approved tool is offered and called.</summary>
    public McpToolState State =>
        !IsListed ? McpToolState.Gone
        : RejectedHash == SeenHash ? McpToolState.Rejected
        : ApprovedHash == SeenHash ? McpToolState.Approved
        : ApprovedHash is null ? McpToolState.Pending
        : McpToolState.Changed;
}
