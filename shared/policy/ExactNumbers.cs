using System.Runtime.InteropServices;

namespace FourRunr.PolicyEvaluation;

/// <summary>Comparing numbers of policies by all their digits.</summary>
internal static class ExactNumbers
{
    public static int Compare(ExactNumber one, ExactNumber other) => JsonNumber.Parse(Bytes(one)).CompareTo(JsonNumber.Parse(Bytes(other)));

    /// <param name="value">A JSON number.</param>
    /// <param name="number">Another, as <see cref="Bytes"/> gives it.</param>
    public static int Compare(JsonElement value, byte[] number) =>
        JsonNumber.Parse(JsonMarshal.GetRawUtf8Value(value)).CompareTo(JsonNumber.Parse(number));

    /// <summary>To be compared often.</summary>
    public static byte[] Bytes(ExactNumber number) => Encoding.ASCII.GetBytes(number.Text);
}
