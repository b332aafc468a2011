namespace FourRunr.PolicyEvaluation.Guards;

/// <summary>One <see cref="ParameterRule"/>, ready to run. A value of the wrong type for a rule does not satisfy it.</summary>
internal sealed class CompiledParameterRule(ParameterRule rule)
{
    private readonly ScalarValue[]? _in = rule.In?.Select(ScalarValue.From).ToArray();
    private readonly ScalarValue[]? _notIn = rule.NotIn?.Select(ScalarValue.From).ToArray();
    private readonly byte[]? _min = rule.Min is { } min ? ExactNumbers.Bytes(min) : null;
    private readonly byte[]? _max = rule.Max is { } max ? ExactNumbers.Bytes(max) : null;
    private readonly LinearPattern? _pattern = rule.Pattern is { } pattern ? Patterns.Compile(pattern, wholeString: true) : null;

    public string? ComplainAbsent() => rule.Required ? "is required" : null;

    /// <returns>What is wrong with the value, as the end of a sentence; null when it is good.</returns>
    public string? Complain(JsonElement value)
    {
        if (rule.Forbidden)
        {
            return "is forbidden";
        }

        if (_in is not null && !Contains(_in, value))
        {
            return "is not one of the allowed values";
        }

        if (_notIn is not null && Contains(_notIn, value))
        {
            return "is one of the forbidden values";
        }

        return ComplainOfNumber(value) ?? ComplainOfLength(value) ?? ComplainOfText(value);
    }

    private string? ComplainOfNumber(JsonElement value)
    {
        if (_min is null && _max is null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            return "must be a number";
        }

        if (_min is not null && ExactNumbers.Compare(value, _min) < 0)
        {
            return $"is below {rule.Min}";
        }

        return _max is not null && ExactNumbers.Compare(value, _max) > 0 ? $"is above {rule.Max}" : null;
    }

    private string? ComplainOfLength(JsonElement value) => rule.MaxLength is not { } longest ? null : value.ValueKind switch
    {
        JsonValueKind.String => Characters.AreAtMost(longest, value.GetString()) ? null : $"is longer than {longest} characters",
        JsonValueKind.Array => value.GetArrayLength() <= longest ? null : $"has more than {longest} items",
        _ => "must be a string or an array",
    };

    private string? ComplainOfText(JsonElement value)
    {
        if (_pattern is null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && _pattern.IsMatch(value.GetString()!) ? null : "does not match the allowed pattern";
    }

    private static bool Contains(ScalarValue[] allowed, JsonElement value)
    {
        foreach (var scalar in allowed)
        {
            if (scalar.Is(value))
            {
                return true;
            }
        }

        return false;
    }
}
