namespace FourRunr.Contracts;

/// <summary>What goes wrong on purpose.</summary>
public enum ChaosKind
{
    /// <summary>The tool hangs until the attempt's time is over.</summary>
    Timeout,

    /// <summary>The tool fails like one that answers 500.</summary>
    Error,

    /// <summary>The tool answers 50 to 500 ms late.</summary>
    Jitter,

    /// <summary>The three in equal parts.</summary>
    Mixed,
}

/// <summary>Body of <c>POST /v1/admin/chaos</c>.</summary>
/// <param name="Tool">A tool, or <c>*</c> for all.</param>
/// <param name="Percentage">Share of attempts that are disturbed, 1 to 100.</param>
/// <param name="Until">When it ends by itself, within 24 hours. Default: in 10 minutes.</param>
public sealed record SetChaosRequest(string Tool, ChaosKind Kind, int Percentage, DateTimeOffset? Until = null);

/// <summary>Faults that are injected now.</summary>
/// <param name="Until">Absent: until they are removed or the process ends.</param>
public sealed record ChaosResponse(string Tool, ChaosKind Kind, int Percentage, DateTimeOffset? Until);

/// <summary>Answer of <c>GET /v1/admin/chaos</c>.</summary>
public sealed record ChaosListResponse(IReadOnlyList<ChaosResponse> Rules);
