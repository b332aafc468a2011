namespace FourRunr.Fuzz.Generators;

/// <summary>JSON in UTF-8: of random values, and of given ones in other spellings.</summary>
internal static class JsonText
{
    /// <summary>The same value, spelled in one of the many ways that JSON allows.</summary>
    public static byte[] Respell(JsonNode value, Dice dice)
    {
        var text = new StringBuilder(dice.OneIn(4) ? "\ufeff" : "");
        Write(text, value, dice);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Any value, at most some levels deep.</summary>
    public static JsonNode? Any(Dice dice, int levels = 3) => dice.Number(0, levels > 0 ? 9 : 6) switch
    {
        0 => null,
        1 => JsonValue.Create(dice.OneIn(2)),
        2 => JsonNode.Parse(Number(dice)),
        3 => JsonValue.Create(dice.Number(-10, 100)),
        4 or 5 or 6 => JsonValue.Create(NastyText.Of(dice)),
        7 => new JsonArray([.. Enumerable.Range(0, dice.Number(0, 3)).Select(_ => Any(dice, levels - 1))]),
        _ => Object(dice, levels - 1),
    };

    private static JsonObject Object(Dice dice, int levels)
    {
        var members = new JsonObject();
        for (var i = dice.Number(0, 3); i > 0; i--)
        {
            members[dice.Pick("a", "name", "scope", "limit", NastyText.Of(dice))] = Any(dice, levels);
        }

        return members;
    }

    private static string Number(Dice dice) => dice.Pick(
        "0", "-0", "0.0", "1e1", "1E+2", "10.0", "10.5", "1e400", "-1e400", "1e-400", "9007199254740993", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "1234567890123456788", "0.1", "1e308", "123456789012345678901234567890.5", "1e99999999999", "-1", "2147483648");

    private static void Write(StringBuilder text, JsonNode? value, Dice dice)
    {
        switch (value)
        {
            case JsonObject members:
                WriteAll(text, '{', '}', dice.OneIn(2) ? Shuffled(members, dice) : [.. members], dice, member =>
                {
                    WriteString(text, member.Key, dice);
                    text.Append(Space(dice)).Append(':').Append(Space(dice));
                    Write(text, member.Value, dice);
                });
                break;
            case JsonArray items:
                WriteAll(text, '[', ']', [.. items], dice, item => Write(text, item, dice));
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                WriteString(text, scalar.GetValue<string>(), dice);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number && !scalar.ToJsonString().AsSpan().ContainsAny("eE."):
                text.Append(WholeNumber(scalar.ToJsonString(), dice));
                break;
            default:
                text.Append(value?.ToJsonString() ?? "null");
                break;
        }
    }

    /// <summary>An integer of JSON Schema is a number without a fraction, however it is written.</summary>
    private static string WholeNumber(string digits, Dice dice) => dice.Number(0, 3) switch
    {
        0 => digits + ".0",
        1 => digits + "e0",
        2 when digits.Length > 1 && digits.EndsWith('0') => digits[..^1] + "E+1",
        _ => digits,
    };

    private static void WriteAll<T>(StringBuilder text, char open, char close, T[] items, Dice dice, Action<T> write)
    {
        text.Append(open).Append(Space(dice));
        for (var i = 0; i < items.Length; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Space(dice));
            write(items[i]);
            text.Append(Space(dice));
        }

        text.Append(close);
    }

    private static KeyValuePair<string, JsonNode?>[] Shuffled(JsonObject members, Dice dice)
    {
        KeyValuePair<string, JsonNode?>[] all = [.. members];
        dice.Shuffle(all.AsSpan());
        return all;
    }

    private static void WriteString(StringBuilder text, string value, Dice dice)
    {
        var escapesAll = dice.OneIn(6);
        text.Append('"');
        foreach (var one in value)
        {
            if (escapesAll || one < ' ' || one is '"' or '\\' || char.IsSurrogate(one) || dice.OneIn(40))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}");
            }
            else
            {
                text.Append(one);
            }
        }

        text.Append('"');
    }

    private static string Space(Dice dice) => dice.OneIn(8) ? dice.Pick(" ", "\n", "\r\n", "\t", "  ") : "";
}
