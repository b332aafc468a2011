namespace FourRunr.Fuzz.Generators;

/// <summary>JSON that is nearly right: what careless models and hostile callers send.</summary>
internal static class BrokenJson
{
    /// <summary>Another value: a member changed, left out, added or renamed.</summary>
    public static JsonObject Change(JsonObject good, Dice dice)
    {
        var changed = (JsonObject)good.DeepClone();
        for (var changes = dice.Number(1, 2); changes > 0; changes--)
        {
            ChangeOne(changed, dice);
        }

        return changed;
    }

    /// <summary>Bytes that may be no JSON at all.</summary>
    public static byte[] Break(JsonObject good, Dice dice)
    {
        var text = good.ToJsonString();
        var bytes = Encoding.UTF8.GetBytes(text);
        return dice.Number(0, 11) switch
        {
            0 => bytes[..dice.Number(0, bytes.Length - 1)],
            1 => [.. bytes, dice.Byte()],
            2 => Flip(bytes, dice),
            3 => Encoding.UTF8.GetBytes(Nested(dice.Number(30, 3000))),
            4 => Encoding.UTF8.GetBytes($"{text[..^1]}{(text.Length > 2 ? "," : "")}\"x\":\"\\ud800\"}}"),
            5 => Encoding.UTF8.GetBytes($"{text[..^1]}{(text.Length > 2 ? "," : "")}\"\\udc00\":1}}"),
            6 => text.Length > 2 ? Encoding.UTF8.GetBytes($"{text[..^1]},{text[1..]}") : bytes,
            7 => Encoding.UTF8.GetBytes($"/* a comment */ {text}"),
            8 => Encoding.UTF8.GetBytes(dice.Pick("[]", "null", "\"{}\"", "1", "", " ", "\ufeff", "{", "]", "nan", "{\"\":{}}")),
            9 => Encoding.Unicode.GetBytes(text),
            10 => [.. bytes.AsSpan(0, bytes.Length - 1), 0xff, (byte)'}'],
            _ => Encoding.UTF8.GetBytes(text.Replace("\"", "'", StringComparison.Ordinal)),
        };
    }

    private static void ChangeOne(JsonObject parameters, Dice dice)
    {
        var names = parameters.Select(member => member.Key).ToArray();
        var name = names.Length == 0 ? "x" : dice.Pick(names);
        switch (dice.Number(0, 4))
        {
            case 0:
                parameters.Remove(name);
                break;
            case 1:
                parameters[NastyText.Of(dice)] = JsonText.Any(dice);
                break;
            case 2 when parameters[name] is JsonObject inner:
                ChangeOne(inner, dice);
                break;
            case 3 when parameters[name] is JsonArray { Count: > 0 } items && items[0] is JsonObject first:
                ChangeOne(first, dice);
                break;
            default:
                parameters[name] = JsonText.Any(dice);
                break;
        }
    }

    private static string Nested(int levels) =>
        $"{string.Concat(Enumerable.Repeat("{\"a\":", levels))}1{new string('}', levels)}";

    private static byte[] Flip(byte[] bytes, Dice dice)
    {
        bytes[dice.Number(0, bytes.Length - 1)] ^= (byte)(1 << dice.Number(0, 7));
        return bytes;
    }
}
