using System.Text.Json.Serialization;

namespace FourRunr.Contracts;

/// <summary>What calls to models must satisfy. The rules of every policy that applies hold together.</summary>
public sealed record ModelSpec
{
    /// <summary>Models that may be asked: names, or patterns with <c>*</c> for any characters (<c>gpt-5*</c>). Absent: any. At most 100.</summary>
    public IReadOnlyList<string>? Allow { get; init; }

    /// <summary>Models that must not be asked, in the same forms; wins over the allowed ones.</summary>
    public IReadOnlyList<string>? Deny { get; init; }

    /// <summary>Most tokens that an answer may have, 1 to 10,000,000; the smallest of all policies counts.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>The cap of a call that names none. Default: <see cref="MaxOutputTokens"/>.</summary>
    public int? DefaultOutputTokens { get; init; }

    /// <summary>What becomes of a call that asks for more than <see cref="MaxOutputTokens"/>. Default <c>clamp</c>; <c>refuse</c> of any policy wins.</summary>
    public ExcessHandling? OnExcess { get; init; }

    /// <summary>Most tokens that a request may have, 1 to 10,000,000.</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>Most answers that one call may ask for (<c>n</c>), 1 to 128.</summary>
    public int? MaxChoices { get; init; }

    /// <summary>Tools that run at the provider and may be asked for, by their type, e.g. <c>web_search</c>. Absent: any; empty: none.</summary>
    public IReadOnlyList<string>? ServerTools { get; init; }

    /// <summary>How filters see an answer that streams. Default <c>window</c>; <c>buffer</c> of any policy wins.</summary>
    public StreamFilterMode? StreamFilter { get; init; }
}

/// <summary>What becomes of a call that asks for too many tokens.</summary>
public enum ExcessHandling
{
    /// <summary>The largest allowed number is sent instead.</summary>
    Clamp,

    /// <summary>400 <c>max_tokens_too_large</c>.</summary>
    Refuse,
}

/// <summary>How filters see an answer that streams.</summary>
public enum StreamFilterMode
{
    /// <summary>A tail as long as the longest possible match is held back; all before it streams.</summary>
    Window,

    /// <summary>Nothing leaves before the answer is complete.</summary>
    Buffer,
}

/// <summary>The tokens of a model call. All are whole numbers; the parts of the input do not overlap.</summary>
public sealed record ModelUsage
{
    /// <summary>Input tokens that were neither read from nor written to a cache.</summary>
    public long Input { get; init; }

    /// <summary>Input tokens that the provider had stored.</summary>
    public long CacheRead { get; init; }

    /// <summary>Input tokens that the provider stored for 5 minutes.</summary>
    [JsonPropertyName("cache_write_5m")]
    public long CacheWrite5m { get; init; }

    /// <summary>Input tokens that the provider stored for an hour.</summary>
    [JsonPropertyName("cache_write_1h")]
    public long CacheWrite1h { get; init; }

    /// <summary>All output tokens, those of reasoning included.</summary>
    public long Output { get; init; }

    /// <summary>Output tokens that were spent on reasoning; part of <see cref="Output"/>.</summary>
    public long Reasoning { get; init; }

    /// <summary>Who counted.</summary>
    public UsageSource Source { get; init; }

    /// <summary>Input of all kinds and output.</summary>
    [JsonIgnore]
    public long Total => Input + CacheRead + CacheWrite5m + CacheWrite1h + Output;
}

/// <summary>Who counted the tokens of a call.</summary>
public enum UsageSource
{
    /// <summary>The provider said so.</summary>
    Provider,

    /// <summary>The gateway counted, because the provider's word did not come.</summary>
    Estimated,

    /// <summary>Nobody knows: the whole hold is charged.</summary>
    Hold,
}

/// <summary>A provider that a call asked without success, before another one was asked.</summary>
public sealed record FailedAttempt
{
    /// <summary>Its configured name.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's name at that provider.</summary>
    public required string ProviderModel { get; init; }

    /// <summary>The error code that the call would have ended with.</summary>
    public required string Outcome { get; init; }

    /// <summary>What it charges for, all the same; <c>hold</c> when it may and nobody knows for how much. Absent when it charges nothing.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>What that costs in millionths of a dollar; absent when it is not known or has no price.</summary>
    public long? Microusd { get; init; }
}
