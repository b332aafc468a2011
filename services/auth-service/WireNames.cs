using System.Text.Json;

namespace FourRunr.Auth;

internal static class WireNames
{
    /// <summary>An enum value as it is written in JSON and stored: <c>snake_case</c>.</summary>
    public static string ToWire<TEnum>(this TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
