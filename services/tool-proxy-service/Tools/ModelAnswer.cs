namespace FourRunr.ToolProxy.Tools;

/// <summary>What is known of an answer of a model, whole, broken off or failed.</summary>
/// <param name="Provider">The provider that was asked last.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Usage">What that provider charges for; null when it charges nothing.</param>
/// <param name="TimeToFirstByte">Null when nothing came.</param>
internal sealed record ModelAnswer(string Provider, string Model, ModelUsage? Usage, TimeSpan? TimeToFirstByte)
{
    /// <summary>Those before it, in their order. They have costs once the call is settled.</summary>
    public IReadOnlyList<FailedAttempt> FailedAttempts { get; init; } = [];
}
