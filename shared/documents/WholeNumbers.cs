namespace FourRunr.Documents;

/// <summary>
/// Integers as JSON Schema has them: numbers without a fraction, however they are written. Many writers of JSON, languages without
/// integers and models among them, write <c>60.0</c> or <c>6e1</c>.
/// </summary>
public static class WholeNumbers
{
    /// <param name="number">A number of valid JSON, in UTF-8.</param>
    /// <returns>False for one with a fraction, and for one that does not fit.</returns>
    public static bool TryRead(ReadOnlySpan<byte> number, out long value)
    {
        if (long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        return JsonNumber.Parse(number) is { IsInteger: true } exact
            && long.TryParse(exact.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
