namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>How a provider's stream ended. Metrics call it by its words in snake_case.</summary>
internal enum StreamEnd
{
    /// <summary>The provider said that the answer is complete.</summary>
    Completed,

    /// <summary>The provider said that it failed.</summary>
    ProviderError,

    /// <summary>The connection ended before the answer did.</summary>
    Cut,

    /// <summary>Nothing came for too long.</summary>
    Silence,

    /// <summary>An event, or the whole answer, is larger than it may be.</summary>
    TooLarge,

    /// <summary>A filter found what a policy does not let out.</summary>
    Blocked,

    /// <summary>A filter could not be applied, so nothing more was let out.</summary>
    FilterFailed,

    /// <summary>The caller closed the connection.</summary>
    CallerGone,

    /// <summary>The call took too long as a whole, or the gateway shuts down.</summary>
    Stopped,
}
