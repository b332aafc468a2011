using System.Buffers;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>The purpose that an agent states: at most 128 of <c>a-z 0-9 _ . -</c>, because it becomes part of cache keys.</summary>
internal static class Intent
{
    public const string Header = "X-Agent-Intent";
    public const string Rule = "At most 128 of a-z, 0-9, '_', '.' and '-'.";
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>The value of the header; null without one.</summary>
    public static string? Of(HttpRequest request) => request.Headers[Header] is { Count: > 0 } sent ? sent.ToString() : null;

    public static bool IsValid(string intent) => intent.Length <= MaxLength && !intent.AsSpan().ContainsAnyExcept(Allowed);
}
