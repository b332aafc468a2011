using System.Numerics;
using System.Text.RegularExpressions;

namespace FourRunr.ToolProxy.Prices.Arithmetic;

/// <summary>US dollars for a million tokens, which is the same as millionths of a dollar for one. Exact: no price passes through floating point.</summary>
internal readonly partial record struct TokenPrice : IComparable<TokenPrice>
{
    /// <summary>What a text of a price must be, as the end of a sentence.</summary>
    public const string Grammar = "must be dollars for a million tokens, a decimal in quotes such as \"1.25\": up to 1000000, at most 18 decimals, without sign and exponent";

    /// <summary>Decimals of <see cref="_units"/>: those of a price and those of a <see cref="PriceFactor"/>.</summary>
    private const int Decimals = MostDecimals + PriceFactor.Decimals;
    private const int MostDecimals = 18;
    private const int MostDigits = 64;

    private static readonly UInt128 MostUnits = (UInt128)BigInteger.Pow(10, Decimals) * 1_000_000;

    /// <summary>At most 10^30.</summary>
    private readonly UInt128 _units;

    private TokenPrice(UInt128 units) => _units = units;

    /// <summary>What <see cref="Of"/> counts in: so many make a millionth of a dollar.</summary>
    public static BigInteger UnitsOfMicrousd { get; } = BigInteger.Pow(10, Decimals);

    public bool IsZero => _units == 0;

    public static bool TryParse(string text, out TokenPrice price)
    {
        price = default;
        return Text().Match(text) is { Success: true } match
            && TryMake(BigInteger.Parse(match.Groups[1].Value + match.Groups[2].Value, CultureInfo.InvariantCulture), -match.Groups[2].Length, out price);
    }

    /// <param name="number">Dollars for one token, a number of JSON in UTF-8: <c>1.25e-06</c>.</param>
    /// <returns>False for a number that is negative, above a dollar, or has more than 24 decimals.</returns>
    public static bool TryParsePerToken(ReadOnlySpan<byte> number, out TokenPrice price)
    {
        price = default;
        if (number.Length > MostDigits)
        {
            return false;
        }

        // The canonical spelling: digits, perhaps with a point, perhaps with an exponent.
        var parts = JsonNumber.Parse(number).ToString().Split('e');
        var exponent = parts.Length == 2 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        return TryMake(BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), exponent - decimals + 6, out price);
    }

    public static TokenPrice Max(TokenPrice one, TokenPrice other) => one._units >= other._units ? one : other;

    /// <summary>The price of so many tokens, in units. A negative number counts as none.</summary>
    public BigInteger Of(long tokens) => tokens > 0 ? (BigInteger)_units * tokens : BigInteger.Zero;

    public TokenPrice Times(PriceFactor factor) => new(_units / PriceFactor.One.Units * factor.Units);

    public int CompareTo(TokenPrice other) => _units.CompareTo(other._units);

    /// <summary>How many times the other price this one is, with 4 decimals.</summary>
    /// <returns>Null when the other is zero.</returns>
    public string? RatioTo(TokenPrice other)
    {
        if (other.IsZero)
        {
            return null;
        }

        var ratio = (((BigInteger)_units * 20_000) + other._units) / ((BigInteger)other._units * 2);
        return Write(ratio, decimals: 4);
    }

    /// <summary>Whether one of the two is more than so many times the other.</summary>
    public bool IsFarFrom(TokenPrice other, int times) =>
        (BigInteger)_units > (BigInteger)other._units * times || (BigInteger)other._units > (BigInteger)_units * times;

    /// <summary>The decimal, without zeros at its end.</summary>
    public override string ToString() => Write(_units, Decimals);

    private static bool TryMake(BigInteger digits, long exponent, out TokenPrice price)
    {
        price = default;
        if (digits.IsZero)
        {
            return true;
        }

        for (; digits % 10 == 0; exponent++)
        {
            digits /= 10;
        }

        if (digits.Sign < 0 || exponent < -MostDecimals || exponent > 6 || digits * BigInteger.Pow(10, (int)exponent + Decimals) is var units && units > MostUnits)
        {
            return false;
        }

        price = new TokenPrice((UInt128)units);
        return true;
    }

    private static string Write(BigInteger value, int decimals)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0');
        return fraction.Length == 0 ? digits[..^decimals] : $"{digits[..^decimals]}.{fraction}";
    }

    [GeneratedRegex(@"\A([0-9]{1,7})(?:\.([0-9]{1,18}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Text();
}
