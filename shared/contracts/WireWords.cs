using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace FourRunr.Contracts;

/// <summary>
/// The words of enums as they are written in JSON and documents: snake_case, and exactly these. No other case, no lists, no
/// numbers, no spaces: a lenient reader in one place would disagree with a strict one in another.
/// </summary>
public static class WireWords
{
    /// <summary>All words of the enum, in the order in which it declares them.</summary>
    public static IReadOnlyList<string> Of<TEnum>()
        where TEnum : struct, Enum => Table<TEnum>.Words;

    public static bool TryParse<TEnum>([NotNullWhen(true)] string? word, out TEnum value)
        where TEnum : struct, Enum
    {
        value = default;
        return word is not null && Table<TEnum>.ByWord.TryGetValue(word, out value);
    }

    /// <exception cref="KeyNotFoundException">The value is none that the enum declares.</exception>
    public static string ToWire<TEnum>(this TEnum value)
        where TEnum : struct, Enum => Table<TEnum>.ByValue[value];

    private static class Table<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly string[] Words =
            [.. Enum.GetValues<TEnum>().Select(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()))];

        public static readonly FrozenDictionary<string, TEnum> ByWord =
            Words.Zip(Enum.GetValues<TEnum>()).ToFrozenDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

        public static readonly FrozenDictionary<TEnum, string> ByValue = ByWord.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);
    }
}
