namespace FourRunr.ToolProxy.Tools;

/// <summary>What is known of an answer of a model, whole, broken off or failed.</summary>
/// <param name="Provider">The provider that was asked last.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Usage">All attempts that cost something; null when none of them did.</param>
/// <param name="TimeToFirstByte">Null when nothing came.</param>
internal sealed record ModelAnswer(string Provider, string Model, ModelUsage? Usage, TimeSpan? TimeToFirstByte);
