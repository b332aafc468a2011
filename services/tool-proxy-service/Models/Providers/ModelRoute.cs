using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>Who answers for a model.</summary>
/// <param name="Model">The name that callers use.</param>
/// <param name="Candidates">In the order in which they are tried; never empty, all of one API. One that is there twice is tried twice.</param>
/// <param name="FallsBackOn">Which failures the next one is tried after.</param>
internal sealed record ModelRoute(string Model, IReadOnlyList<ModelCandidate> Candidates, FallbackReason FallsBackOn);

/// <summary>Failures after which another provider may be asked: nothing of an answer has been passed on.</summary>
[Flags]
internal enum FallbackReason
{
    None = 0,

    /// <summary>The provider takes no more calls now, or the gateway asks it too much at once.</summary>
    RateLimited = 1,

    /// <summary>The provider failed, or its breaker is open.</summary>
    ServerError = 2,

    /// <summary>No answer began in time.</summary>
    Timeout = 4,

    /// <summary>No connection could be made.</summary>
    Connect = 8,

    All = RateLimited | ServerError | Timeout | Connect,
}
