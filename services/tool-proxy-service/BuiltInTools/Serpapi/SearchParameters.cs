namespace FourRunr.ToolProxy.BuiltInTools.Serpapi;

/// <summary>Parameters of <c>serpapi.search</c>.</summary>
internal sealed record SearchParameters
{
    public const string DefaultEngine = "google";
    public const int DefaultNum = 10;

    /// <summary>Characters.</summary>
    public const int LongestQuery = 2048;

    public string? Q { get; init; }

    public string? Engine { get; init; }

    public string? Location { get; init; }

    public int? Num { get; init; }

    public int? Start { get; init; }

    public string? Safe { get; init; }
}
