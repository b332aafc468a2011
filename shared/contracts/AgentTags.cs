using System.Buffers;

namespace FourRunr.Contracts;

/// <summary>How the tags of agents are written, wherever they are written.</summary>
public static class AgentTags
{
    /// <summary>Most tags of one agent.</summary>
    public const int Most = 20;

    /// <summary>What a tag must be, as the end of a sentence.</summary>
    public const string Rule = "must be 1 to 64 of a-z, 0-9, '_' and '-'";

    private const int LongestTag = 64;

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool IsTag(string? text) =>
        text is { Length: > 0 and <= LongestTag } && !text.AsSpan().ContainsAnyExcept(Characters);

    /// <returns>What is wrong with a list of tags, as the end of a sentence; null when it is good.</returns>
    public static string? Complain(IReadOnlyList<string> tags) => tags switch
    {
        { Count: > Most } => $"must have at most {Most} items",
        _ when !tags.All(IsTag) => $"{Rule}, each of them",
        _ when tags.Distinct(StringComparer.Ordinal).Count() < tags.Count => "must not have one tag twice",
        _ => null,
    };

    /// <summary>In the one order in which tags are stored, sent and shown.</summary>
    public static IReadOnlyList<string> Sort(IEnumerable<string> tags) => [.. tags.Order(StringComparer.Ordinal)];
}
