namespace FourRunr.ToolProxy.McpServers.Admission;

/// <summary>What is known of one tool of an MCP server, and what operators think of it.</summary>
internal sealed record PinnedTool
{
    public required string Server { get; init; }

    /// <summary>As the server calls it.</summary>
    public required string Name { get; init; }

    public required string Action { get; init; }

    /// <summary>Whether the server's last list had it.</summary>
    public required bool IsListed { get; init; }

    /// <summary>As it was last seen.</summary>
    public required string SeenDefinition { get; init; }
    public required string SeenHash { get; init; }

    /// <summary>When it was first seen so.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>As agents may be told of it; null while no operator has approved it.</summary>
    public string? ApprovedDefinition { get; init; }
    public string? ApprovedHash { get; init; }
    public string? RejectedHash { get; init; }

    /// <summary>Of the last approval or rejection.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
    public string? DecidedBy { get; init; }

    public PinState State =>
        !IsListed ? PinState.Gone
        : RejectedHash == SeenHash ? PinState.Rejected
        : ApprovedHash == SeenHash ? PinState.Approved
        : ApprovedHash is null ? PinState.Pending
        : PinState.Changed;
}

/// <summary>Only an approved tool is offered and called.</summary>
internal enum PinState
{
    /// <summary>Never approved.</summary>
    Pending,

    Approved,

    /// <summary>Its server defines it otherwise than it was approved.</summary>
    Changed,

    Rejected,

    /// <summary>Its server lists it no more.</summary>
    Gone,
}
