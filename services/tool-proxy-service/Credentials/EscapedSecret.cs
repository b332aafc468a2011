using System.Buffers;
using AngleSharp.Html;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// Finds a secret of which some or all characters are escaped: <c>%2f</c>, <c>&amp;#47;</c>, <c>&amp;sol;</c>, <c>\u002f</c>, <c>\/</c>. One
/// pass over the text (Knuth, Morris, Pratt) that compares UTF-8 bytes without copying.
/// </summary>
internal sealed class EscapedSecret
{
    private const int LongestEntity = 12;

    private static readonly SearchValues<char> Escapes = SearchValues.Create("%&\\");

    private readonly byte[] _secret;
    private readonly int[] _fallback;

    public EscapedSecret(string secret)
    {
        _secret = Encoding.UTF8.GetBytes(secret);
        _fallback = new int[_secret.Length];
        for (int i = 1, length = 0; i < _secret.Length; i++)
        {
            while (length > 0 && _secret[i] != _secret[length])
            {
                length = _fallback[length - 1];
            }

            length += _secret[i] == _secret[length] ? 1 : 0;
            _fallback[i] = length;
        }
    }

    public static bool MayBeIn(string text) => text.AsSpan().ContainsAny(Escapes);

    public string Replace(string text, string replacement)
    {
        StringBuilder? cleaned = null;
        var (done, matched) = (0, 0);
        // The positions of the last bytes, so that the start of a match is known at its end.
        var starts = new int[_secret.Length];
        var count = 0;
        Span<byte> unit = stackalloc byte[LongestEntity];
        for (var at = 0; at < text.Length;)
        {
            var (bytes, length) = Read(text, at, unit);
            foreach (var value in unit[..bytes])
            {
                starts[count++ % starts.Length] = at;
                while (matched > 0 && value != _secret[matched])
                {
                    matched = _fallback[matched - 1];
                }

                matched += value == _secret[matched] ? 1 : 0;
                if (matched == _secret.Length)
                {
                    var start = starts[count % starts.Length];
                    matched = 0;
                    if (start >= done)
                    {
                        cleaned = (cleaned ?? new StringBuilder(text.Length)).Append(text, done, start - done).Append(replacement);
                        done = at + length;
                    }
                }
            }

            at += length;
        }

        return cleaned is null ? text : cleaned.Append(text, done, text.Length - done).ToString();
    }

    /// <returns>The number of bytes of the next character, and the number of characters that it takes in the text.</returns>
    private static (int Bytes, int Length) Read(string text, int at, Span<byte> unit)
    {
        var character = text[at];
        if (character is not ('%' or '&' or '\\'))
        {
            return ReadPlain(text, at, unit);
        }

        var rest = text.AsSpan(at + 1);
        switch (character)
        {
            case '%' when rest.Length >= 2 && byte.TryParse(rest[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out unit[0]):
                return (1, 3);
            case '&' when rest[..Math.Min(rest.Length, LongestEntity)].IndexOf(';') is > 0 and var end && Entity(rest[..end]) is { } rune:
                return (rune.EncodeToUtf8(unit), end + 2);
            case '\\' when rest.Length >= 5 && rest[0] == 'u' && ushort.TryParse(rest[1..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                return Rune.TryCreate((char)code, out var single) ? (single.EncodeToUtf8(unit), 6)
                    : rest.Length >= 11 && rest[5] == '\\' && rest[6] == 'u'
                        && ushort.TryParse(rest[7..11], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
                        && Rune.TryCreate((char)code, (char)low, out var pair) ? (pair.EncodeToUtf8(unit), 12)
                    : ReadPlain(text, at, unit);
            case '\\' when rest.Length >= 1 && "\"\\/'".Contains(rest[0], StringComparison.Ordinal):
                unit[0] = (byte)rest[0];
                return (1, 2);
            default:
                return ReadPlain(text, at, unit);
        }
    }

    private static (int Bytes, int Length) ReadPlain(string text, int at, Span<byte> unit)
    {
        if (text[at] < 0x80)
        {
            unit[0] = (byte)text[at];
            return (1, 1);
        }

        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
        return (rune.EncodeToUtf8(unit), length);
    }

    private static Rune? Entity(ReadOnlySpan<char> name)
    {
        if (name[0] != '#')
        {
            return HtmlEntityProvider.Resolver.GetSymbol($"{name};") is { Length: > 0 } symbol && Rune.DecodeFromUtf16(symbol, out var rune, out var length) == OperationStatus.Done && length == symbol.Length
                ? rune
                : null;
        }

        var isHex = name.Length > 1 && name[1] is 'x' or 'X';
        return uint.TryParse(name[(isHex ? 2 : 1)..], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && Rune.TryCreate(code, out var numbered)
                ? numbered
                : null;
    }
}
