using System.Text.RegularExpressions;

namespace FourRunr.ToolProxy.Prices.Arithmetic;

/// <summary>A factor of prices or tokens, up to 100, with at most 4 decimals.</summary>
internal readonly partial record struct PriceFactor
{
    public const int Decimals = 4;

    /// <summary>What a text of a factor must be, as the end of a sentence.</summary>
    public const string Grammar = "must be a decimal in quotes such as \"0.5\": above 0, up to 100, at most 4 decimals";

    public static readonly PriceFactor One = new(10_000);

    private PriceFactor(uint units) => Units = units;

    /// <summary>Ten thousand for one.</summary>
    public uint Units { get; }

    public static bool TryParse(string text, out PriceFactor factor)
    {
        factor = default;
        if (!Text().IsMatch(text) || decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) is not (> 0 and <= 100 and var value))
        {
            return false;
        }

        factor = new PriceFactor((uint)(value * One.Units));
        return true;
    }

    public decimal ToDecimal() => (decimal)Units / One.Units;

    [GeneratedRegex(@"\A[0-9]{1,3}(?:\.[0-9]{1,4})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Text();
}
