namespace FourRunr.Bench.Scenarios;

internal static class Texts
{
    /// <summary>Numbers the same everywhere.</summary>
    public static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
