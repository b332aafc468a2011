namespace FourRunr.WebConsole.Shown;

/// <summary>Amounts of money as people read them.</summary>
internal static class Dollars
{
    private const decimal MicrousdInADollar = 1_000_000m;

    /// <param name="microusd">Millionths of a dollar.</param>
    public static string Of(long microusd) => string.Create(CultureInfo.InvariantCulture, $"${microusd / MicrousdInADollar:0.00####}");
}
