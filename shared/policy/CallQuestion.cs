namespace FourRunr.PolicyEvaluation;

/// <summary>A call to be judged, of which some facts may be unknown.</summary>
/// <param name="Parameters">A JSON object; null when they are not known.</param>
/// <param name="RequestBytes">Null when it is not known.</param>
/// <param name="Now">The moment at which schedules are checked.</param>
/// <param name="Model">The model that is asked for; null when it is not known or there is none.</param>
public sealed record CallQuestion(
    string Tool, string Action, string? Intent, JsonElement? Parameters, long? RequestBytes, DateTimeOffset Now, string? Model = null)
{
    /// <summary>
    /// Parameters that hold URLs, on which domains are checked. Every action names its URL like this; the tools themselves
    /// are known to the tool proxy only.
    /// </summary>
    public static readonly IReadOnlyList<string> UrlParameters = ["url"];

    private static readonly JsonElement NoParameters = JsonElement.Parse("{}");

    /// <summary>The size that the parameters have as compact JSON.</summary>
    public static long? SizeOf(JsonElement? parameters) =>
        parameters is { } known ? Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(known)) : null;

    /// <summary>Only for constraints on known facts.</summary>
    internal ConstrainedCall ToCall() => new(Parameters ?? NoParameters, RequestBytes ?? 0, Now, Model);
}
