using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>Holds a value against a schema and reports every difference.</summary>
internal static class SchemaCheck
{
    /// <summary>Of an array whose schema does not say.</summary>
    private const int MostItems = 10_000;

    /// <param name="path">Where the value is; empty for the parameters themselves.</param>
    /// <param name="name">How messages call the object that the value is, e.g. <c>weather.forecast</c>.</param>
    public static void Check(SchemaNode schema, JsonElement value, string path, string name, ParameterErrors errors)
    {
        if (schema.Composed is { } composed)
        {
            composed.Check(value, path, name, errors);
            return;
        }

        if (!HasType(schema.Types, value))
        {
            errors.Add(path, $"must be {Describe(schema.Types)}");
            return;
        }

        if (schema.Allowed is { } allowed && !IsOneOf(allowed, value))
        {
            errors.Add(path, allowed.Count == 0 ? "is not allowed here" : $"must be one of {string.Join(", ", allowed.Take(20).Select(one => one.GetRawText()))}");
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                CheckText(schema, value.GetString()!, path, errors);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value, path, errors);
                break;
            case JsonValueKind.Array:
                CheckArray(schema, value, path, errors);
                break;
            case JsonValueKind.Object:
                CheckObject(schema, value, path, name, errors);
                break;
        }
    }

    private static bool IsOneOf(IReadOnlyList<JsonElement> allowed, JsonElement value) => allowed.Any(one => JsonElement.DeepEquals(one, value));

    public static bool HasType(SchemaTypes types, JsonElement value) => types == SchemaTypes.Any || value.ValueKind switch
    {
        JsonValueKind.Null => types.HasFlag(SchemaTypes.Null),
        JsonValueKind.True or JsonValueKind.False => types.HasFlag(SchemaTypes.Boolean),
        JsonValueKind.Number => (types & (SchemaTypes.Number | SchemaTypes.Integer)) != 0 && IsNumber(value, mustBeWhole: !types.HasFlag(SchemaTypes.Number)),
        JsonValueKind.String => types.HasFlag(SchemaTypes.String),
        JsonValueKind.Array => types.HasFlag(SchemaTypes.Array),
        _ => types.HasFlag(SchemaTypes.Object),
    };

    /// <summary>A number that no double can hold cannot be used by tools.</summary>
    private static bool IsNumber(JsonElement value, bool mustBeWhole)
    {
        if (value.TryGetInt64(out _))
        {
            return true;
        }

        var number = JsonNumber.Parse(JsonMarshal.GetRawUtf8Value(value));
        return number.IsFinite && (!mustBeWhole || number.IsInteger);
    }

    private static void CheckText(SchemaNode schema, string text, string path, ParameterErrors errors)
    {
        if (schema.MinLength is not null || schema.MaxLength is not null)
        {
            var length = Characters.Count(text);
            if (length > schema.MaxLength)
            {
                // Further checks of a text of any length could take too long.
                errors.Add(path, $"must have at most {schema.MaxLength} characters");
                return;
            }

            if (length < schema.MinLength)
            {
                errors.Add(path, $"must have at least {schema.MinLength} characters");
            }
        }

        if (schema.Format is { } format && !format.Fits(text))
        {
            errors.Add(path, $"must be {format.Description}");
        }
        else if (schema.Pattern is { } pattern && !IsMatch(pattern, text))
        {
            errors.Add(path, schema.Description is null ? $"must match the pattern {schema.PatternText}" : $"does not have the form that its schema describes{schema.Words}");
        }
    }

    /// <summary>A match that takes too long is no match.</summary>
    private static bool IsMatch(LinearPattern pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static void CheckNumber(SchemaNode schema, JsonElement value, string path, ParameterErrors errors)
    {
        if (schema is { Minimum: null, Maximum: null, ExclusiveMinimum: null, ExclusiveMaximum: null, MultipleOf: null })
        {
            return;
        }

        var number = JsonNumber.Parse(JsonMarshal.GetRawUtf8Value(value));
        if (schema.Minimum is { } minimum && number.CompareTo(minimum.Value) < 0)
        {
            errors.Add(path, $"must be {minimum} or more");
        }

        if (schema.Maximum is { } maximum && number.CompareTo(maximum.Value) > 0)
        {
            errors.Add(path, $"must be {maximum} or less");
        }

        if (schema.ExclusiveMinimum is { } above && number.CompareTo(above.Value) <= 0)
        {
            errors.Add(path, $"must be more than {above}");
        }

        if (schema.ExclusiveMaximum is { } below && number.CompareTo(below.Value) >= 0)
        {
            errors.Add(path, $"must be less than {below}");
        }

        if (schema.MultipleOf is { } divisor && !number.IsMultipleOf(divisor.Value))
        {
            errors.Add(path, $"must be a multiple of {divisor}");
        }
    }

    private static void CheckArray(SchemaNode schema, JsonElement value, string path, ParameterErrors errors)
    {
        var count = value.GetArrayLength();
        if (count < schema.MinItems)
        {
            errors.Add(path, $"must have at least {schema.MinItems} items");
        }

        if (count > (schema.MaxItems ?? MostItems))
        {
            errors.Add(path, $"must have at most {schema.MaxItems ?? MostItems} items");
            return;
        }

        if (schema.UniqueItems && HasTwins(value))
        {
            errors.Add(path, "must not have the same item twice");
        }

        if (schema.Items is { } items)
        {
            foreach (var (index, item) in value.EnumerateArray().Index().TakeWhile(_ => !errors.IsFull))
            {
                var itemPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
                Check(items, item, itemPath, itemPath, errors);
            }
        }
    }

    /// <summary>Equal as JSON Schema has it: numbers by value, objects in any order.</summary>
    private static bool HasTwins(JsonElement array)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return array.EnumerateArray().Any(item => !seen.Add(CanonicalJson.TextOf(item)));
    }

    private static void CheckObject(SchemaNode schema, JsonElement value, string path, string name, ParameterErrors errors)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (errors.IsFull)
            {
                break;
            }

            var memberName = member.Name;
            var memberPath = PathOf(path, memberName);
            if (schema.Properties.TryGetValue(memberName, out var known))
            {
                Check(known, member.Value, memberPath, memberPath, errors);
            }
            else if (!schema.IsOpen)
            {
                errors.Add(memberPath, ComplainOfMember(schema, name));
            }
            else if (schema.Others is { } others)
            {
                Check(others, member.Value, memberPath, memberPath, errors);
            }
        }

        CheckPresence(schema, value, path, errors);
    }

    /// <summary>Which members there are, whatever they hold.</summary>
    private static void CheckPresence(SchemaNode schema, JsonElement value, string path, ParameterErrors errors)
    {
        if (schema.MinProperties is not null || schema.MaxProperties is not null)
        {
            var count = value.GetPropertyCount();
            if (count < schema.MinProperties)
            {
                errors.Add(path, $"must have at least {schema.MinProperties} members");
            }

            if (count > schema.MaxProperties)
            {
                errors.Add(path, $"must have at most {schema.MaxProperties} members");
            }
        }

        if (schema.DependentRequired.Count > 0)
        {
            CheckDependent(schema, value, path, errors);
        }

        for (var i = 0; i < schema.Required.Count; i++)
        {
            if (!value.TryGetProperty(schema.Required[i], out _))
            {
                errors.Add(PathOf(path, schema.Required[i]), "is required");
            }
        }
    }

    private static void CheckDependent(SchemaNode schema, JsonElement value, string path, ParameterErrors errors)
    {
        foreach (var (present, needed) in schema.DependentRequired.Where(pair => value.TryGetProperty(pair.Key, out _)))
        {
            foreach (var missing in needed.Where(needed => !value.TryGetProperty(needed, out _)))
            {
                errors.Add(PathOf(path, missing), $"is required beside '{present}'");
            }
        }
    }

    /// <summary>What is wrong with a member that a closed object does not know.</summary>
    public static string ComplainOfMember(SchemaNode schema, string name) =>
        $"is not a parameter of {name}; allowed: {(schema.Properties.Count == 0 ? "none" : string.Join(", ", schema.Properties.Keys))}";

    public static string PathOf(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    private static string Describe(SchemaTypes types) =>
        string.Join(" or ", SchemaType.All.Where(type => types.HasFlag(type.Flag)).Select(type => type.Description));
}
