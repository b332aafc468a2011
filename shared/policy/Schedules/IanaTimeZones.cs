using System.Diagnostics.CodeAnalysis;

namespace FourRunr.PolicyEvaluation.Schedules;

/// <summary>Time zones of documents, by their IANA names.</summary>
internal static class IanaTimeZones
{
    /// <summary>About any other name, as the end of a sentence.</summary>
    public const string Complaint = "is no IANA time zone, such as America/Toronto";

    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone) && zone.HasIanaId;

    /// <returns>What is wrong with the name, as the end of a sentence; null when it is good.</returns>
    public static string? Complain(string name) => TryFind(name, out _) ? null : Complaint;
}
