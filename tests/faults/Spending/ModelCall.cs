using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Spending;

/// <summary>One call to a model as its caller saw it.</summary>
/// <param name="Marker">Its correlation id, and the user that the provider was told.</param>
/// <param name="AgentId">Whose budget it counts against.</param>
/// <param name="Hold">Millionths of a dollar: the most that it may cost.</param>
/// <param name="Door">Index of the front door.</param>
internal sealed record ModelCall(string Marker, string AgentId, ModelKind Kind, long Hold, int Door)
{
    /// <summary>The caller closed the connection, as it meant to.</summary>
    public const string Left = "left";

    /// <summary>Null without an answer.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// <see cref="ClientAttempt.Ok"/> for an answer that came to its end, a code of the gateway, <see cref="Left"/>, or how there was no end
    /// (<see cref="ClientAttempt"/>).
    /// </summary>
    public string Code { get; init; } = ClientAttempt.Bare;

    /// <summary>Events of a stream that arrived.</summary>
    public int Events { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>In whole seconds; null without one.</summary>
    public int? RetryAfter { get; init; }

    public bool IsOk => Code == ClientAttempt.Ok;

    /// <summary>There was an answer, and it said how it ended.</summary>
    public bool IsEnded => Status is not null && Code is not (ClientAttempt.Broken or ClientAttempt.TimedOut or Left or ClientAttempt.Bare);
}
