using System.Runtime.InteropServices;
using FourRunr.Contracts;

namespace FourRunr.Documents;

/// <summary>Members that are numbers.</summary>
public sealed partial class ObjectReader
{
    /// <summary>A number without a fraction, however it is written: <c>60</c>, <c>60.0</c> and <c>6e1</c> are one.</summary>
    public long? WholeNumber(string member, long min, long max, bool required = false)
    {
        if (Find(member, required) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !WholeNumbers.TryRead(JsonMarshal.GetRawUtf8Value(value), out var number) || number < min || number > max)
        {
            Complain(member, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));
            return null;
        }

        return number;
    }

    /// <summary>A number with all its digits.</summary>
    public ExactNumber? Exact(string member)
    {
        if (Find(member, required: false) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && JsonNumber.Parse(JsonMarshal.GetRawUtf8Value(value)) is { IsFinite: true } number)
        {
            return new ExactNumber(number.ToString());
        }

        Complain(member, "must be a number within the range of an IEEE 754 double");
        return null;
    }
}
