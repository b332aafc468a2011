namespace FourRunr.Contracts;

/// <summary>Body of a refusal at the endpoints of models: what clients of OpenAI's and Anthropic's APIs read, and the members of a <see cref="Problem"/>.</summary>
public sealed record ModelErrorResponse
{
    /// <summary>Always <c>error</c>.</summary>
    public required string Type { get; init; }

    public required ModelError Error { get; init; }
    public required string Title { get; init; }
    public required int Status { get; init; }
    public required string Code { get; init; }
    public required string Detail { get; init; }
    public required string CorrelationId { get; init; }
    public string? Rule { get; init; }

    /// <summary>Whole seconds, at least 1. The header Retry-After is sent up to 60.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>When the budget that refused has room again.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>What is left of the limit that refused.</summary>
    public long? Remaining { get; init; }
    public string? HowToFix { get; init; }

    /// <summary>Field path to what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}

/// <param name="Type">Of both APIs, e.g. <c>rate_limit_error</c>.</param>
/// <param name="Code">The gateway's.</param>
/// <param name="Message">What went wrong and how to fix it.</param>
/// <param name="Param">Always null: the message says which one it is.</param>
/// <param name="Details">The code again, where clients of Anthropic's API read it.</param>
public sealed record ModelError(string Type, string Code, string Message, string? Param, ModelErrorDetails Details);

public sealed record ModelErrorDetails(string ErrorCode);
