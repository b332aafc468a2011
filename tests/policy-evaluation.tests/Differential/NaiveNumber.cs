using System.Numerics;

namespace FourRunr.PolicyEvaluation.Tests.Differential;

/// <summary>A JSON number as a whole number of units of a power of ten: exact, and nothing but school arithmetic.</summary>
internal readonly record struct NaiveNumber(BigInteger Units, int Exponent)
{
    /// <returns>Null for what is no number.</returns>
    public static NaiveNumber? Of(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? Of(node.ToJsonString()) : null;

    public static NaiveNumber Of(string text)
    {
        var parts = text.Split('e', 'E');
        var mantissa = parts[0].Split('.');
        var fraction = mantissa.Length == 2 ? mantissa[1] : "";
        var exponent = parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        return new NaiveNumber(BigInteger.Parse(mantissa[0] + fraction, CultureInfo.InvariantCulture), exponent - fraction.Length);
    }

    public int CompareTo(NaiveNumber other)
    {
        var smaller = Math.Min(Exponent, other.Exponent);
        return At(smaller).CompareTo(other.At(smaller));
    }

    private BigInteger At(int exponent) => Units * BigInteger.Pow(10, Exponent - exponent);
}
