namespace FourRunr.Docs.Tests.Expectations;

/// <summary>
/// Holds printed JSON against what a page shows: the same members with the same values. <c>"…"</c> as a value stands for any value,
/// within a text for any characters, as the name of a member or the last item for whatever else there is.
/// </summary>
internal static class JsonComparison
{
    private static readonly JsonReaderOptions Several = new() { AllowMultipleValues = true };

    /// <summary>The first difference; null if there is none.</summary>
    public static string? Difference(string shown, string actual)
    {
        var expected = Values(shown);
        List<JsonNode?> printed;
        try
        {
            printed = Values(actual);
        }
        catch (JsonException)
        {
            return $"the command printed what is no JSON: {actual}";
        }

        return expected.Count == printed.Count
            ? expected.Zip(printed).Select((pair, index) => Difference($"${(expected.Count > 1 ? index : "")}", pair.First, pair.Second)).FirstOrDefault(difference => difference is not null)
            : $"the page shows {expected.Count} JSON values, the commands printed {printed.Count}: {actual}";
    }

    private static string? Difference(string place, JsonNode? shown, JsonNode? actual) => (shown, actual) switch
    {
        (JsonValue value, _) when value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var text
            && (text == Mismatch.Anything || (IsText(actual) && Mismatch.Fits(text, actual!.GetValue<string>()))) => null,
        (JsonObject expected, JsonObject printed) => OfMembers(place, expected, printed),
        (JsonArray expected, JsonArray printed) => OfItems(place, expected, printed),
        _ => JsonNode.DeepEquals(shown, actual) ? null : $"{place} is {Said(shown)} in the page and {Said(actual)} in the answer",
    };

    private static string? OfMembers(string place, JsonObject shown, JsonObject actual)
    {
        var missing = shown.FirstOrDefault(member => member.Key != Mismatch.Anything && !actual.ContainsKey(member.Key)).Key;
        if (missing is not null)
        {
            return $"the answer has no {place}.{missing}; it has {string.Join(", ", actual.Select(member => member.Key))}";
        }

        var further = actual.FirstOrDefault(member => !shown.ContainsKey(member.Key)).Key;
        if (further is not null && !shown.ContainsKey(Mismatch.Anything))
        {
            return $"the page does not show {place}.{further}, which is {Said(actual[further])}";
        }

        return shown.Where(member => member.Key != Mismatch.Anything)
            .Select(member => Difference($"{place}.{member.Key}", member.Value, actual[member.Key]))
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? OfItems(string place, JsonArray shown, JsonArray actual)
    {
        var isOpen = shown is [.., { } last] && IsText(last) && last.GetValue<string>() == Mismatch.Anything;
        var count = isOpen ? shown.Count - 1 : shown.Count;
        if (isOpen ? actual.Count < count : actual.Count != count)
        {
            return $"{place} has {count} items in the page and {actual.Count} in the answer";
        }

        return shown.Take(count).Zip(actual).Select((pair, index) => Difference($"{place}[{index}]", pair.First, pair.Second))
            .FirstOrDefault(difference => difference is not null);
    }

    private static List<JsonNode?> Values(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.Trim()), Several);
        List<JsonNode?> values = [];
        while (reader.Read())
        {
            values.Add(JsonNode.Parse(ref reader));
        }

        return values;
    }

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String;

    private static string Said(JsonNode? node) => node?.ToJsonString() ?? "null";
}
