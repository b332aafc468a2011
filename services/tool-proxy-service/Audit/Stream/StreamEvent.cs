namespace FourRunr.ToolProxy.Audit.Stream;

/// <summary>An event for a follower of the trail, and the position after it: a follower that reconnects with it continues there.</summary>
internal abstract record StreamEvent(string Position)
{
    public sealed record Call(CallRecordResponse Record, string Position) : StreamEvent(Position);

    /// <summary>No call was recorded; the connection is alive.</summary>
    public sealed record Heartbeat(string Position) : StreamEvent(Position);

    /// <param name="Missing">How many records are not shown; null if that is not known.</param>
    public sealed record Gap(long? Missing, string Position) : StreamEvent(Position);
}
