namespace FourRunr.Faults.Logs;

/// <summary>One request of the client, and what came of it.</summary>
internal sealed record ClientAttempt
{
    public const string Ok = "ok";

    /// <summary>Nothing was sent: nobody listened.</summary>
    public const string Refused = "no answer: refused";

    /// <summary>The connection broke after something was, or may have been, sent.</summary>
    public const string Broken = "no answer: broken";

    /// <summary>The client's patience ended.</summary>
    public const string TimedOut = "no answer: timed out";

    /// <summary><see cref="Reason"/> of a call that could not be put on record.</summary>
    public const string AuditAway = "dependency_unavailable (audit journal)";

    /// <summary>An answer that is neither a success nor a problem with a code.</summary>
    public const string Bare = "bare";

    public required string CorrelationId { get; init; }

    /// <summary>Index of the front door.</summary>
    public required int Door { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Null without an answer.</summary>
    public int? Status { get; init; }

    /// <summary><see cref="Ok"/>, the problem's code, or one of the other words above.</summary>
    public required string Code { get; init; }

    /// <summary>Of the problem.</summary>
    public string? Detail { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The answer's <c>X-Correlation-Id</c>.</summary>
    public string? EchoedId { get; init; }

    /// <summary>The problem's or the answer's own.</summary>
    public string? IdInBody { get; init; }

    /// <summary>Seconds; null if it is absent or no whole number.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The code, and who is away if it says so.</summary>
    public string Reason => Detail?.Split(' ') is ["The", .. var who, "is", "not", "reachable."] ? $"{Code} ({string.Join(' ', who)})" : Code;

    public bool IsAnswered => Status is not null;

    public bool IsOk => Status is >= 200 and < 300;

    public DateTimeOffset EndedAt => StartedAt + Duration;
}
