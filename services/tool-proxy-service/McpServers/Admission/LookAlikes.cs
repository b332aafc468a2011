using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers.Admission;

/// <summary>Finds tools whose names a reader could take for another's: other case, other letters of the same look, or one character more, less or else.</summary>
internal static class LookAlikes
{
    private const int ShortestName = 4;

    /// <summary>Letters that look like Latin ones, and digits that look like letters.</summary>
    private static readonly Dictionary<char, char> Looks = new()
    {
        ['а'] = 'a',
        ['е'] = 'e',
        ['о'] = 'o',
        ['р'] = 'p',
        ['с'] = 'c',
        ['х'] = 'x',
        ['у'] = 'y',
        ['і'] = 'i',
        ['ѕ'] = 's',
        ['ј'] = 'j',
        ['ο'] = 'o',
        ['α'] = 'a',
        ['ν'] = 'v',
        ['ρ'] = 'p',
        ['ι'] = 'i',
        ['0'] = 'o',
        ['1'] = 'l',
        ['-'] = '_',
        ['.'] = '_',
        [' '] = '_',
    };

    /// <returns>Names of the others: <c>name</c> of the same server, <c>tool.action</c> of another tool.</returns>
    public static IEnumerable<string> Of(PinnedTool pin, IReadOnlyList<PinnedTool> pins, IReadOnlyList<ToolAction> catalog)
    {
        var plain = Plain(pin.Name);
        return pins.Where(other => other.Name != pin.Name && IsNear(plain, Plain(other.Name))).Select(other => other.Name)
            .Concat(catalog.Where(action => action.Tool != pin.Server && Plain(action.Name) == plain).Select(action => $"{action.Tool}.{action.Name}"));
    }

    private static string Plain(string name) => string.Concat(
        name.Normalize(NormalizationForm.FormKD).ToLowerInvariant()
            .Where(character => CharUnicodeInfo.GetUnicodeCategory(character) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
            .Select(character => Looks.GetValueOrDefault(character, character)));

    private static bool IsNear(string one, string other)
    {
        if (one == other)
        {
            return true;
        }

        if (Math.Min(one.Length, other.Length) < ShortestName || Math.Abs(one.Length - other.Length) > 1)
        {
            return false;
        }

        var same = one.AsSpan().CommonPrefixLength(other);
        var (oneMore, otherMore) = (one.Length >= other.Length ? 1 : 0, other.Length >= one.Length ? 1 : 0);
        return one.AsSpan(same + oneMore).SequenceEqual(other.AsSpan(same + otherMore));
    }
}
