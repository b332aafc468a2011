namespace FourRunr.Contracts;

/// <summary>Where the prices are from.</summary>
public enum PriceSource
{
    /// <summary>Set or imported over the API.</summary>
    Stored,

    /// <summary>The file <c>PRICES_FILE</c> of the replica that answers; the API cannot change them.</summary>
    File,
}

/// <summary>One version of the prices.</summary>
public sealed record PricesResponse
{
    /// <summary>E.g. <c>prices_7</c>; <c>prices_0</c> while there are none.</summary>
    public required string Version { get; init; }
    public required PriceSource Source { get; init; }

    /// <summary>From when on the version counts; absent for always.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>As they were set, without <c>effective_from</c>; see docs/guides/prices.md.</summary>
    public required JsonObject Prices { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The operator.</summary>
    public string? CreatedBy { get; init; }
}

/// <summary>An entry of <c>GET /v1/admin/prices/versions</c>.</summary>
/// <param name="Version">E.g. <c>prices_7</c>.</param>
/// <param name="EffectiveFrom">From when on it counts, until a later one does.</param>
/// <param name="IsCurrent">Whether it counts now.</param>
/// <param name="CreatedBy">The operator.</param>
public sealed record PriceVersionResponse(string Version, DateTimeOffset EffectiveFrom, bool IsCurrent, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>Body of <c>POST /v1/admin/prices/import</c>, up to 32 MiB.</summary>
/// <param name="Prices">LiteLLM's <c>model_prices_and_context_window.json</c>: the object, or a string that holds it.</param>
/// <param name="Providers">
/// Whose models are taken, by LiteLLM's name of the provider, and what the provider is called here: <c>{"openai": "openai"}</c>. Absent: all, under
/// LiteLLM's names.
/// </param>
/// <param name="RemoveMissing">Whether models that the file does not have lose their prices. Default: they keep them.</param>
/// <param name="EffectiveFrom">From when on the prices count, not in the past. Default: now.</param>
/// <param name="Confirm">Whether the prices are stored. Default: the answer is a preview and nothing is stored.</param>
/// <param name="ConfirmJumps">Models whose prices may become more than ten times as high or as low.</param>
public sealed record ImportPricesRequest(
    JsonElement Prices,
    IReadOnlyDictionary<string, string>? Providers = null,
    bool RemoveMissing = false,
    DateTimeOffset? EffectiveFrom = null,
    bool Confirm = false,
    IReadOnlyList<string>? ConfirmJumps = null);

/// <summary>What an import does, or would do, to the newest prices.</summary>
/// <param name="BaseVersion">The version that the differences are against; send it as <c>If-Match</c> with the confirmation.</param>
/// <param name="Added">Models that had no price, by name.</param>
/// <param name="Removed">Models that lose their price, by name.</param>
/// <param name="Changed">Every price that becomes another one.</param>
/// <param name="Unchanged">How many models of the file have the prices that they had.</param>
/// <param name="Kept">How many models the file does not have, and keep their prices.</param>
/// <param name="Skipped">Entries of the file that were not understood, or not wanted.</param>
/// <param name="LeftOut">Prices of imported models that have no counterpart here, such as those of audio and images.</param>
/// <param name="Jumps">Models that <c>confirm_jumps</c> must name and does not.</param>
/// <param name="Applied">The version that was stored; absent from a preview, and when nothing differed.</param>
public sealed record ImportPricesResponse(
    string BaseVersion,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Removed,
    IReadOnlyList<PriceChange> Changed,
    int Unchanged,
    int Kept,
    IReadOnlyList<SkippedPrice> Skipped,
    IReadOnlyList<LeftOutPrices> LeftOut,
    IReadOnlyList<string> Jumps,
    string? Applied = null);

/// <param name="Price">E.g. <c>input</c>, <c>tiers[200000].output</c>, <c>service_tiers.flex.input</c>, <c>context_window</c>.</param>
/// <param name="IsJump">Whether it becomes more than ten times as high or as low.</param>
/// <param name="Old">Absent where there was none.</param>
/// <param name="New">Absent where there is none any more.</param>
/// <param name="Ratio">New by old, with at most 4 decimals; absent where one of them is not a price above zero.</param>
public sealed record PriceChange(string Model, string Price, bool IsJump, string? Old = null, string? New = null, string? Ratio = null);

/// <param name="Entry">Its name in the file.</param>
public sealed record SkippedPrice(string Entry, string Reason);

/// <param name="Members">As the file names them.</param>
public sealed record LeftOutPrices(string Model, IReadOnlyList<string> Members);
