using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>Takes the gateway's own credential out of a tool's answer: some APIs echo what they were sent, and an agent must never hold it.</summary>
internal static class CredentialEcho
{
    public const string Redacted = "[redacted]";

    /// <summary>Shorter ones would be found by chance in any text.</summary>
    private const int ShortestSecret = 8;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789+-.eE");

    /// <param name="answer">Changed in place or replaced.</param>
    public static JsonNode? Remove(JsonNode? answer, ToolCredential credential) => Remove(answer, credential.Secrets);

    /// <param name="secrets">As they were sent.</param>
    public static JsonNode? Remove(JsonNode? answer, IEnumerable<string> secrets)
    {
        // The longest first: of a secret that begins with another one the rest would stay.
        string[] forms = [.. secrets.Where(secret => secret.Length >= ShortestSecret).SelectMany(SecretForms.Of).OrderByDescending(form => form.Length)];
        return forms.Length == 0 ? answer : Clean(answer, forms);
    }

    private static JsonNode? Clean(JsonNode? node, string[] forms)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, old) in members.ToArray())
                {
                    var cleanName = Clean(name, forms);
                    var cleaned = Clean(old, forms);
                    if (!ReferenceEquals(name, cleanName))
                    {
                        members.Remove(name);
                        members[cleanName] = cleaned;
                    }
                    else if (!ReferenceEquals(old, cleaned))
                    {
                        members[name] = cleaned;
                    }
                }

                return members;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    var old = items[i];
                    var cleaned = Clean(old, forms);
                    if (!ReferenceEquals(old, cleaned))
                    {
                        items[i] = cleaned;
                    }
                }

                return items;
            case JsonValue value when value.TryGetValue(out string? text):
                var result = Clean(text, forms);
                return ReferenceEquals(text, result) ? value : JsonValue.Create(result);
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number && Array.Exists(forms, CanBeInANumber):
                // As it is written: a secret of digits may come back as a number.
                var digits = value.ToJsonString();
                var rest = Clean(digits, forms);
                return ReferenceEquals(digits, rest) ? value : JsonValue.Create(rest);
            default:
                return node;
        }
    }

    private static bool CanBeInANumber(string form) => !form.AsSpan().ContainsAnyExcept(NumberCharacters);

    /// <summary>The same string when there is nothing to take out.</summary>
    private static string Clean(string text, string[] forms)
    {
        foreach (var form in forms)
        {
            if (text.Contains(form, StringComparison.Ordinal))
            {
                text = text.Replace(form, Redacted, StringComparison.Ordinal);
            }
        }

        return text;
    }
}
