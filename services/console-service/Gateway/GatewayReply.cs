namespace FourRunr.WebConsole.Gateway;

/// <summary>What the gateway answered.</summary>
internal abstract record GatewayReply<T>
{
    /// <summary>Null where it refused.</summary>
    public T? Answer => this is Ok ok ? ok.Value : default;

    /// <summary>Null where it answered.</summary>
    public Problem? Refusal => (this as Refused)?.Problem;

    /// <param name="ETag">For <c>If-Match</c>; null where the answer has none.</param>
    public sealed record Ok(T Value, string? ETag) : GatewayReply<T>;

    /// <summary>It refused, or could not be asked (<c>dependency_unavailable</c>).</summary>
    public sealed record Refused(Problem Problem) : GatewayReply<T>;
}
