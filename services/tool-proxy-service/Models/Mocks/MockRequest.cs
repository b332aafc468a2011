using FourRunr.ToolProxy.BuiltInTools;

namespace FourRunr.ToolProxy.Models.Mocks;

/// <summary>What mocks make their answers of.</summary>
internal sealed class MockRequest
{
    /// <summary>2026-01-01, always: an answer must not depend on when it is asked for.</summary>
    public const long Created = 1_767_225_600;

    private const int QuotedCharacters = 80;

    private static readonly string[] Caps = ["max_completion_tokens", "max_tokens", "max_output_tokens"];

    public MockRequest(JsonElement body)
    {
        Body = body;
        Model = body.GetProperty("model").GetString() ?? "";
        var texts = new List<string>();
        foreach (var member in (string[])["system", "instructions", "messages", "input"])
        {
            if (body.TryGetProperty(member, out var content))
            {
                Collect(content, texts);
            }
        }

        Texts = texts;
        InputWords = texts.Sum(text => Words(text).Length);
        Seed = MockSeed.Of([Model, .. texts]);
    }

    public JsonElement Body { get; }

    public string Model { get; }

    public IReadOnlyList<string> Texts { get; }

    public int InputWords { get; }

    public MockSeed Seed { get; }

    public int Choices => Body.TryGetProperty("n", out var n) && n.ValueKind == JsonValueKind.Number ? n.GetInt32() : 1;

    /// <returns>The words of one answer, and whether they are all of it.</returns>
    public (IReadOnlyList<string> Words, bool IsWhole) Answer(int choice = 0)
    {
        var asked = Texts.Count > 0 ? Texts[^1] : "";
        var quoted = asked.Length > QuotedCharacters ? $"{asked[..QuotedCharacters]}…" : asked;
        var words = Words($"This is invented answer {Seed.Number(1, 100_000) + choice} to: {quoted}");
        var cap = Caps
            .Select(member => Body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : int.MaxValue)
            .Min();
        return (words.Length > cap ? words[..cap] : words, words.Length <= cap);
    }

    /// <summary>The parts of a streamed text: a word each, with the space before it.</summary>
    public static IEnumerable<string> Parts(IReadOnlyList<string> words) => words.Select((word, i) => i == 0 ? word : $" {word}");

    /// <summary>Texts, whatever their form: a string, parts with a text, messages with a content.</summary>
    private static void Collect(JsonElement content, List<string> texts)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                texts.Add(content.GetString() ?? "");
                break;
            case JsonValueKind.Array:
                foreach (var part in content.EnumerateArray())
                {
                    Collect(part, texts);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in (string[])["content", "text", "output"])
                {
                    if (content.TryGetProperty(member, out var inner))
                    {
                        Collect(inner, texts);
                    }
                }

                break;
            case JsonValueKind.Number:
                texts.Add(content.GetRawText());
                break;
        }
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
