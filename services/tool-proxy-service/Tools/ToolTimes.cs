namespace FourRunr.ToolProxy.Tools;

/// <summary>How long and how widely an action may use its tool.</summary>
internal sealed record ToolTimes
{
    /// <summary>All attempts and the pauses between them. Default 30 s.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>One attempt. Default 10 s.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls of the action under way at once in this process. Default 100.</summary>
    public int MaxConcurrent { get; init; } = 100;
}
