using System.Buffers;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>What an agent says it is up to: at most 128 of <c>a-z 0-9 _ . -</c>. Nothing else may become part of a cache key.</summary>
internal static class Intent
{
    public const string Header = "X-Agent-Intent";
    public const string Rule = "At most 128 of a-z, 0-9, '_', '.' and '-'.";
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>As the header says it; null without one.</summary>
    public static string? Of(HttpRequest request) => request.Headers[Header] is { Count: > 0 } sent ? sent.ToString() : null;

    public static bool IsValid(string intent) => intent.Length <= MaxLength && !intent.AsSpan().ContainsAnyExcept(Allowed);
}
