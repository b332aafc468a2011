namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// Removes the gateway's credential from a tool's answer: some APIs echo what they were sent, and an agent must never see it.
/// </summary>
internal static class CredentialEcho
{
    public const string Redacted = "[redacted]";

    /// <summary>Shorter ones would be found by chance in any text.</summary>
    public const int ShortestSecret = 8;

    /// <param name="answer">Changed in place or replaced.</param>
    public static JsonNode? Remove(JsonNode? answer, ToolCredential credential) => Remove(answer, credential.Forms);

    /// <param name="secrets">As they were sent.</param>
    public static JsonNode? Remove(JsonNode? answer, IEnumerable<string> secrets) => Remove(answer, SecretForms.Of(secrets, ShortestSecret));

    private static JsonNode? Remove(JsonNode? answer, SecretForms forms) => forms.IsEmpty ? answer : Clean(answer, forms);

    private static JsonNode? Clean(JsonNode? node, SecretForms forms)
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
            case JsonValue value when forms.MayBeNumbers && value.GetValueKind() == JsonValueKind.Number:
                // As it is written: a secret of digits may come back as a number.
                var digits = value.ToJsonString();
                var rest = Clean(digits, forms);
                return ReferenceEquals(digits, rest) ? value : JsonValue.Create(rest);
            default:
                return node;
        }
    }

    private static string Clean(string text, SecretForms forms) => text.Length < ShortestSecret ? text : forms.Replace(text, Redacted);
}
