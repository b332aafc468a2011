using System.Numerics;

namespace FourRunr.Documents;

/// <summary>
/// A number as JSON writes it (RFC 8259 section 6), exact: neither digits nor exponent pass through floating point, and <c>10</c>,
/// <c>10.0</c> and <c>1e1</c> are one number. It points into the text it was parsed from and allocates nothing.
/// </summary>
public readonly ref struct JsonNumber
{
    /// <summary>Longest whole number that the canonical form writes out, as ECMAScript does; what is longer gets an exponent.</summary>
    private const int LongestPlain = 21;

    /// <summary>Most zeros between point and first digit that the canonical form writes out, as ECMAScript does.</summary>
    private const int MostLeadingZeros = 6;

    /// <summary>Exponents beyond this are equal to it: no text that is accepted has so many digits.</summary>
    private const long LargestExponent = 1_000_000_000_000_000;

    /// <summary>From the first to the last digit that counts; one point may stand between them.</summary>
    private readonly ReadOnlySpan<byte> _digits;

    /// <summary>Digits that count, without leading and trailing zeros; 0 for zero.</summary>
    private readonly int _count;

    private readonly bool _negative;

    /// <summary>The value is 0.d₁d₂d₃… × 10^<see cref="_magnitude"/>.</summary>
    private readonly long _magnitude;

    private JsonNumber(ReadOnlySpan<byte> digits, int count, bool negative, long magnitude)
    {
        _digits = digits;
        _count = count;
        _negative = negative;
        _magnitude = magnitude;
    }

    /// <summary>Whether it has no fraction: an <c>integer</c> of JSON Schema, however it is written.</summary>
    public bool IsInteger => _magnitude >= _count;

    /// <summary>Whether it lies within the range of an IEEE 754 double, which is all that most readers of JSON can hold.</summary>
    public bool IsFinite => _magnitude <= 309 && (_magnitude < 309 || double.IsFinite(ToDouble()));

    /// <param name="text">A number of valid JSON, in UTF-8, without white space around it.</param>
    public static JsonNumber Parse(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        var mantissa = negative ? text[1..] : text;
        long exponent = 0;
        if (mantissa.IndexOfAny((byte)'e', (byte)'E') is var mark and >= 0)
        {
            exponent = ReadExponent(mantissa[(mark + 1)..]);
            mantissa = mantissa[..mark];
        }

        var whole = mantissa.IndexOf((byte)'.') is var point and >= 0 ? point : mantissa.Length;
        var first = mantissa.IndexOfAnyExcept((byte)'0', (byte)'.');
        if (first < 0)
        {
            return new JsonNumber([], 0, negative: false, 0);
        }

        var last = mantissa.LastIndexOfAnyExcept((byte)'0', (byte)'.');
        var digits = mantissa[first..(last + 1)];
        var count = digits.Length - (first < whole && whole < last ? 1 : 0);
        return new JsonNumber(digits, count, negative, exponent + (first < whole ? whole - first : whole - first + 1));
    }

    /// <returns>Less than 0, 0 or more than 0, as <see cref="IComparable{T}"/> has it.</returns>
    public int CompareTo(JsonNumber other)
    {
        var sign = Sign;
        if (sign != other.Sign)
        {
            return sign.CompareTo(other.Sign);
        }

        return sign * CompareSize(other);
    }

    /// <summary>Whether the quotient is a whole number, exactly. In time linear in this number's digits for a divisor of a few digits.</summary>
    /// <param name="divisor">Not zero.</param>
    public bool IsMultipleOf(JsonNumber divisor)
    {
        if (_count == 0)
        {
            return true;
        }

        // Both are digits × 10^shift, and the digits of this one do not end in zero.
        var shift = _magnitude - _count - (divisor._magnitude - divisor._count);
        if (shift < 0)
        {
            return false;
        }

        var modulus = divisor.Remainder(BigInteger.Zero);
        return (Remainder(modulus) * BigInteger.ModPow(10, shift, modulus) % modulus).IsZero;
    }

    /// <summary>The one spelling of the number, as ECMAScript would write it if it knew all digits: <c>10</c>, <c>0.5</c>, <c>1e+21</c>, never <c>-0</c>.</summary>
    public override string ToString()
    {
        if (_count == 0)
        {
            return "0";
        }

        var digits = new char[_count];
        var next = 0;
        foreach (var digit in _digits)
        {
            if (digit != '.')
            {
                digits[next++] = (char)digit;
            }
        }

        var text = new string(digits);
        var minus = _negative ? "-" : "";
        return _magnitude switch
        {
            >= 1 and <= LongestPlain when IsInteger => minus + text.PadRight((int)_magnitude, '0'),
            >= 1 and <= LongestPlain => $"{minus}{text.AsSpan(0, (int)_magnitude)}.{text.AsSpan((int)_magnitude)}",
            <= 0 and > -MostLeadingZeros => $"{minus}0.{new string('0', (int)-_magnitude)}{text}",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{minus}{text[0]}{(_count > 1 ? "." : "")}{text.AsSpan(1)}e{(_magnitude > 0 ? "+" : "")}{_magnitude - 1}"),
        };
    }

    /// <summary>
    /// Whether the text is surely canonical already: true for nearly all numbers that are sent, so that they need not be rewritten. Some
    /// with an exponent or many digits are canonical too, and false here.
    /// </summary>
    public static bool IsCanonical(ReadOnlySpan<byte> text)
    {
        var digits = text[0] == '-' ? text[1..] : text;
        if (digits.Length > LongestPlain)
        {
            return false;
        }

        if (!digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return digits[0] != '0' || text.Length == 1;
        }

        // Digits, a point, and a fraction that neither ends with zeros nor begins with so many that an exponent is shorter.
        var point = digits.IndexOf((byte)'.');
        return point > 0 && digits[^1] != '0'
            && !digits[..point].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && !digits[(point + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && (digits[0] != '0' || digits[(point + 1)..].IndexOfAnyExcept((byte)'0') < MostLeadingZeros);
    }

    private int Sign => _count == 0 ? 0 : _negative ? -1 : 1;

    private double ToDouble() => double.Parse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private int CompareSize(JsonNumber other)
    {
        if (_magnitude != other._magnitude)
        {
            return _magnitude.CompareTo(other._magnitude);
        }

        var (mine, theirs) = (0, 0);
        while (mine < _digits.Length && theirs < other._digits.Length)
        {
            mine += _digits[mine] == '.' ? 1 : 0;
            theirs += other._digits[theirs] == '.' ? 1 : 0;
            if (_digits[mine] != other._digits[theirs])
            {
                return _digits[mine].CompareTo(other._digits[theirs]);
            }

            (mine, theirs) = (mine + 1, theirs + 1);
        }

        return _count.CompareTo(other._count);
    }

    /// <param name="modulus">Zero for the digits themselves.</param>
    private BigInteger Remainder(BigInteger modulus)
    {
        var remainder = BigInteger.Zero;
        var (part, unit) = (0UL, 1UL);
        foreach (var digit in _digits)
        {
            if (digit == '.')
            {
                continue;
            }

            (part, unit) = ((part * 10) + digit - '0', unit * 10);
            if (unit == 1_000_000_000_000_000_000)
            {
                Take(ref remainder, ref part, ref unit, modulus);
            }
        }

        Take(ref remainder, ref part, ref unit, modulus);
        return remainder;

        static void Take(ref BigInteger remainder, ref ulong part, ref ulong unit, BigInteger modulus)
        {
            remainder = (remainder * unit) + part;
            remainder = modulus.IsZero ? remainder : remainder % modulus;
            (part, unit) = (0, 1);
        }
    }

    private static long ReadExponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        long value = 0;
        foreach (var digit in text[0] is (byte)'-' or (byte)'+' ? text[1..] : text)
        {
            value = Math.Min((value * 10) + digit - '0', LargestExponent);
        }

        return negative ? -value : value;
    }
}
