using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>What the relay of one stream has to know.</summary>
internal sealed record RelayRequest
{
    public const int DefaultMaxEventBytes = 1024 * 1024;

    /// <summary>A dialect that streams: chat completions, responses or messages.</summary>
    public required ModelDialect Dialect { get; init; }

    /// <summary>The caller. Its head is sent with the first event that it gets.</summary>
    public required IAnswerStream Answer { get; init; }

    /// <summary>For metrics: the provider that was asked, by its configured name.</summary>
    public required string Provider { get; init; }

    /// <summary>For metrics: the model that the caller asked for, which is allowed.</summary>
    public required string Model { get; init; }

    /// <summary>Response filters and the largest answer that policies allow; null for none.</summary>
    public CompiledConstraints? Filters { get; init; }

    /// <summary>How filters see the answer. Filters whose matches have no longest length always see the whole.</summary>
    public StreamFilterMode FilterMode { get; init; }

    /// <summary>Whether the caller asked for the usage chunk of chat completions; otherwise it is stripped.</summary>
    public bool WantsUsage { get; init; }

    /// <summary>The input in tokens, asked for only if the provider does not say how many there were. Default 0.</summary>
    public Func<long> InputTokens { get; init; } = static () => 0;

    /// <summary>Whether the model may reason without showing it. Then a broken stream without usage costs the whole hold.</summary>
    public bool MayReasonHidden { get; init; }

    /// <summary>Counts the tokens of a text, at most 8,192 characters at a time. Default: its bytes in UTF-8, which are never fewer.</summary>
    public Func<string, long>? CountTokens { get; init; }

    /// <summary>Longest silence of the provider. Default 60 s.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest silence towards a caller while its answer is held back by filters; then a comment is sent. Default 15 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Largest event in bytes. Default 1 MiB.</summary>
    public int MaxEventBytes { get; init; } = DefaultMaxEventBytes;

    /// <summary>Largest answer in bytes, as the provider sends it. Default 64 MiB.</summary>
    public long MaxBytes { get; init; } = 64L * 1024 * 1024;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Timestamp of <see cref="Clock"/> at which the provider was asked. Default: when the relay begins.</summary>
    public long? StartedAt { get; init; }
}
