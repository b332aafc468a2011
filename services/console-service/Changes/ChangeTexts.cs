namespace FourRunr.WebConsole.Changes;

/// <summary>A change in words.</summary>
internal static class ChangeTexts
{
    /// <summary>Hashes and thumbprints are told apart by their beginning.</summary>
    private const int LongestVersion = 12;

    /// <summary><c>kill_switch.thrown</c> as <c>kill switch: thrown</c>.</summary>
    public static string Action(OperatorChangeResponse change) => change.Action.Replace('_', ' ').Replace(".", ": ", StringComparison.Ordinal);

    public static string Versions(OperatorChangeResponse change) => (change.FromVersion, change.ToVersion) switch
    {
        (null, null) => "",
        (null, { } to) => Short(to),
        ({ } from, null) => $"{Short(from)} → none",
        ({ } from, { } to) => $"{Short(from)} → {Short(to)}",
    };

    public static string Detail(OperatorChangeResponse change) =>
        string.Join(", ", change.Detail?.Select(fact => $"{fact.Key.Replace('_', ' ')}: {(fact.Value.Length > 0 ? fact.Value : "none")}") ?? []);

    private static string Short(string version) => version.Length <= LongestVersion ? version : $"{version[..LongestVersion]}…";
}
