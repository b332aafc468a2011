using System.Globalization;
using System.Text.Json;
using FourRunr.ToolProxy.Parameters;
using Json.Schema;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>Says by field what the library found wrong, in the words that all parameters are told with.</summary>
/// <param name="rules">By the numbers that the library reports.</param>
internal sealed class ComposedErrors(IReadOnlyList<SchemaNode> rules, string name, ParameterErrors errors)
{
    /// <param name="results">What did not fit, at the value.</param>
    public void Add(EvaluationResults results, JsonElement value, string path)
    {
        if (errors.IsFull)
        {
            return;
        }

        if (RulesOf(results) is { } broken)
        {
            SchemaCheck.Check(broken, value, path, path.Length == 0 ? name : path, errors);
        }

        if (results.Errors?.ContainsKey("contains") == true)
        {
            errors.Add(path, "has too few or too many items of the kind that its schema asks for");
        }

        foreach (var parts in (results.Details ?? []).GroupBy(part => part.EvaluationPath[results.EvaluationPath.SegmentCount].ToString()))
        {
            AddParts(parts.Key, [.. parts], results, value, path);
        }
    }

    private void AddParts(string keyword, IReadOnlyList<EvaluationResults> parts, EvaluationResults whole, JsonElement value, string path)
    {
        switch (keyword)
        {
            case "if" or "contains":
                break;
            case "not" when parts[0].IsValid:
                errors.Add(path, "is what its schema rules out");
                break;
            case "not":
                break;
            case "anyOf" or "oneOf" when parts.Count(part => part.IsValid) is var count && count > 0:
                if (keyword == "oneOf" && count > 1)
                {
                    errors.Add(path, string.Create(CultureInfo.InvariantCulture, $"fits {count} of the forms that its schema allows, and must fit exactly one"));
                }

                break;
            case "anyOf" or "oneOf":
                AddNearest(parts, value, path);
                break;
            case "propertyNames":
                foreach (var part in parts.Where(part => !part.IsValid))
                {
                    errors.Add(Step(part, whole, value, path).Path, "is a name that its schema does not allow");
                }

                break;
            default:
                // The library counts 'items' from the first that 'prefixItems' leaves.
                var shift = keyword == "items" && value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() - parts.Count : 0;
                foreach (var part in parts.Where(part => !part.IsValid))
                {
                    var (partValue, partPath) = Step(part, whole, value, path, shift);
                    Add(part, partValue, partPath);
                }

                break;
        }
    }

    /// <summary>Where only one of several forms can have been meant, says what is wrong with that one.</summary>
    private void AddNearest(IReadOnlyList<EvaluationResults> forms, JsonElement value, string path)
    {
        var meant = forms.Where(form => !IsAnother(form, form, value)).ToList();
        if (meant.Count == 1)
        {
            Add(meant[0], value, path);
            return;
        }

        errors.Add(path, string.Create(CultureInfo.InvariantCulture, $"fits none of the {forms.Count} forms that its schema allows"));
    }

    /// <summary>Whether a form is for another type of value, or for another constant in one of the members.</summary>
    private bool IsAnother(EvaluationResults results, EvaluationResults form, JsonElement value)
    {
        var depth = results.InstanceLocation.SegmentCount - form.InstanceLocation.SegmentCount;
        if (RulesOf(results) is { } broken && (broken.Allowed is { Count: 1 } || (depth == 0 && !SchemaCheck.HasType(broken.Types, value))))
        {
            return true;
        }

        return depth == 0 && (results.Details ?? []).Any(part => !part.IsValid && IsAnother(part, form, value));
    }

    private SchemaNode? RulesOf(EvaluationResults results) =>
        results.Errors?.GetValueOrDefault(LibraryDialect.Rules) is { } number ? rules[int.Parse(number, CultureInfo.InvariantCulture)] : null;

    /// <summary>From the value of the whole to that of its part.</summary>
    private static (JsonElement Value, string Path) Step(EvaluationResults part, EvaluationResults whole, JsonElement value, string path, int shift = 0)
    {
        for (var i = whole.InstanceLocation.SegmentCount; i < part.InstanceLocation.SegmentCount; i++)
        {
            var step = part.InstanceLocation[i].ToString();
            if (value.ValueKind == JsonValueKind.Array)
            {
                var index = int.Parse(step, CultureInfo.InvariantCulture) + shift;
                (value, path) = (value[index], string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"));
            }
            else
            {
                (value, path) = (value.TryGetProperty(step, out var member) ? member : value, path.Length == 0 ? step : $"{path}.{step}");
            }
        }

        return (value, path);
    }
}
