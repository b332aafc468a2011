using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation.Guards;

/// <summary>One <see cref="ParameterRule"/>, ready to run. A value of the wrong type for a rule does not satisfy it.</summary>
internal sealed class CompiledParameterRule(ParameterRule rule)
{
    private readonly Scalar[]? _in = rule.In?.Select(Scalar.From).ToArray();
    private readonly Scalar[]? _notIn = rule.NotIn?.Select(Scalar.From).ToArray();
    private readonly Regex? _pattern = rule.Pattern is { } pattern ? Patterns.Compile(pattern, wholeString: true) : null;

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
        if (rule.Min is null && rule.Max is null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number))
        {
            return "must be a number";
        }

        if (number < rule.Min)
        {
            return string.Create(CultureInfo.InvariantCulture, $"is below {rule.Min}");
        }

        return number > rule.Max ? string.Create(CultureInfo.InvariantCulture, $"is above {rule.Max}") : null;
    }

    private string? ComplainOfLength(JsonElement value) => rule.MaxLength is not { } longest ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length <= longest ? null : $"is longer than {longest} characters",
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

    private static bool Contains(Scalar[] allowed, JsonElement value)
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

    /// <summary>A JSON string, number, true, false or null that values are compared with.</summary>
    private readonly record struct Scalar(JsonValueKind Kind, string? Text, double Number)
    {
        public static Scalar From(JsonNode? node) => node?.GetValueKind() switch
        {
            null or JsonValueKind.Null => new(JsonValueKind.Null, null, 0),
            JsonValueKind.String => new(JsonValueKind.String, node.GetValue<string>(), 0),
            JsonValueKind.Number => new(JsonValueKind.Number, null, double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture)),
            var kind => new(kind.Value, null, 0),
        };

        public bool Is(JsonElement value) => value.ValueKind == Kind && Kind switch
        {
            JsonValueKind.String => value.ValueEquals(Text),
            JsonValueKind.Number => value.TryGetDouble(out var number) && number.Equals(Number),
            _ => true,
        };
    }
}
