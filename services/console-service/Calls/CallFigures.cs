namespace FourRunr.WebConsole.Calls;

/// <summary>Figures of calls as people read them.</summary>
internal static class CallFigures
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB"];

    /// <summary>E.g. <c>3.41 ms</c>, <c>120 ms</c>, <c>4.2 s</c>.</summary>
    public static string Milliseconds(double milliseconds) => FormattableString.Invariant(milliseconds switch
    {
        < 10 => (FormattableString)$"{milliseconds:0.##} ms",
        < 1000 => $"{milliseconds:0} ms",
        _ => $"{milliseconds / 1000:0.0} s",
    });

    /// <summary>E.g. <c>512 bytes</c>, <c>1.5 KiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1024 && unit < Units.Length - 1)
        {
            (value, unit) = (value / 1024, unit + 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    /// <summary>E.g. <c>12,345</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
