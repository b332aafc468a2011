using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using FourRunr.Documents;
using FourRunr.ToolProxy.Parameters;

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

        if (schema.Allowed is { } allowed && !allowed.Any(one => JsonElement.DeepEquals(one, value)))
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

    public static bool HasType(SchemaTypes types, JsonElement value) => types == SchemaTypes.Any || value.ValueKind switch
    {
        JsonValueKind.Null => types.HasFlag(SchemaTypes.Null),
        JsonValueKind.True or JsonValueKind.False => types.HasFlag(SchemaTypes.Boolean),
        JsonValueKind.Number => (types & (SchemaTypes.Number | SchemaTypes.Integer)) != 0 && IsNumber(value, mustBeWhole: !types.HasFlag(SchemaTypes.Number)),
        JsonValueKind.String => types.HasFlag(SchemaTypes.String),
        JsonValueKind.Array => types.HasFlag(SchemaTypes.Array),
        _ => types.HasFlag(SchemaTypes.Object),
    };

    /// <summary>What no double can hold is not a number for anybody further on.</summary>
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
            var length = text.EnumerateRunes().Count();
            Require(length >= (schema.MinLength ?? 0), path, $"must have at least {schema.MinLength} characters", errors);
            if (length > schema.MaxLength)
            {
                // Nothing else is worth the time that a text of any length may take.
                errors.Add(path, $"must have at most {schema.MaxLength} characters");
                return;
            }
        }

        Require(schema.Format?.Fits(text) != false, path, $"must be {schema.Format?.Description}", errors);
        Require(schema.Pattern is not { } pattern || IsMatch(pattern, text), path, $"does not have the form that the schema's pattern asks for", errors);
    }

    /// <summary>What cannot be told in time does not match.</summary>
    private static bool IsMatch(Regex pattern, string text)
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
        Require(count >= (schema.MinItems ?? 0), path, $"must have at least {schema.MinItems} items", errors);
        var most = schema.MaxItems ?? MostItems;
        if (count > most)
        {
            errors.Add(path, $"must have at most {most} items");
            return;
        }

        if (schema.UniqueItems && JsonEquality.HasTwins(value))
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

    private static void CheckObject(SchemaNode schema, JsonElement value, string path, string name, ParameterErrors errors)
    {
        foreach (var member in value.EnumerateObject().TakeWhile(_ => !errors.IsFull))
        {
            var memberPath = PathOf(path, member.Name);
            if (schema.Properties.TryGetValue(member.Name, out var known))
            {
                Check(known, member.Value, memberPath, memberPath, errors);
            }
            else if (!schema.IsOpen)
            {
                errors.Add(memberPath, $"is not a parameter of {name}; allowed: {(schema.Properties.Count == 0 ? "none" : string.Join(", ", schema.Properties.Keys))}");
            }
            else if (schema.Others is { } others)
            {
                Check(others, member.Value, memberPath, memberPath, errors);
            }
        }

        if (schema.MinProperties is not null || schema.MaxProperties is not null)
        {
            var count = value.GetPropertyCount();
            Require(count >= (schema.MinProperties ?? 0), path, $"must have at least {schema.MinProperties} members", errors);
            Require(count <= (schema.MaxProperties ?? count), path, $"must have at most {schema.MaxProperties} members", errors);
        }

        foreach (var (present, needed) in schema.DependentRequired)
        {
            foreach (var missing in needed.Where(needed => value.TryGetProperty(present, out _) && !value.TryGetProperty(needed, out _)))
            {
                errors.Add(PathOf(path, missing), $"is required beside '{present}'");
            }
        }

        foreach (var missing in schema.Required.Where(required => !value.TryGetProperty(required, out _)))
        {
            errors.Add(PathOf(path, missing), "is required");
        }
    }

    private static string PathOf(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    private static void Require(bool isGood, string path, FormattableString message, ParameterErrors errors)
    {
        if (!isGood)
        {
            errors.Add(path, message.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Describe(SchemaTypes types) => string.Join(" or ", new[]
    {
        (SchemaTypes.String, "a string"),
        (SchemaTypes.Integer, "a whole number"),
        (SchemaTypes.Number, "a number"),
        (SchemaTypes.Boolean, "true or false"),
        (SchemaTypes.Array, "an array"),
        (SchemaTypes.Object, "an object"),
        (SchemaTypes.Null, "null"),
    }.Where(type => types.HasFlag(type.Item1)).Select(type => type.Item2));
}
