using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Load;

/// <summary>Calls a second of every kind.</summary>
internal static class Rates
{
    /// <summary>47 a second together: a machine with two cores also has to start services meanwhile.</summary>
    public static readonly IReadOnlyDictionary<CallKind, double> Short = new Dictionary<CallKind, double>
    {
        [CallKind.Read] = 20,
        [CallKind.FirstUse] = 2,
        [CallKind.Send] = 8,
        [CallKind.KeyedSend] = 4,
        [CallKind.Quota] = 4,
        [CallKind.Issue] = 1,
        [CallKind.OutOfScope] = 2,
        [CallKind.Revoked] = 2,
        [CallKind.JustRevoked] = 2,
        [CallKind.Forged] = 2,
    };

    /// <summary>100 a second together.</summary>
    public static readonly IReadOnlyDictionary<CallKind, double> Long = new Dictionary<CallKind, double>
    {
        [CallKind.Read] = 52,
        [CallKind.FirstUse] = 2,
        [CallKind.Send] = 20,
        [CallKind.KeyedSend] = 10,
        [CallKind.Quota] = 4,
        [CallKind.Issue] = 2,
        [CallKind.OutOfScope] = 2,
        [CallKind.Revoked] = 2,
        [CallKind.JustRevoked] = 4,
        [CallKind.Forged] = 2,
    };
}
