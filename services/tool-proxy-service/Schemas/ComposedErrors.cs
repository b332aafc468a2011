using Json.Schema;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>Turns what the library found wrong into errors by field, in the words of <see cref="SchemaCheck"/>.</summary>
/// <param name="rules">By the numbers that the library reports.</param>
/// <param name="nodes">By their pointers.</param>
internal sealed class ComposedErrors(IReadOnlyList<SchemaNode> rules, IReadOnlyDictionary<string, SchemaNode> nodes, string name, ParameterErrors errors)
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
            case "not" when parts[0].IsValid && Needs(parts[0]) is [var first, .. var others]:
                errors.Add(SchemaCheck.PathOf(path, first), others.Length == 0 ? "must not be given" : $"must not be given together with {string.Join(" and ", others)}");
                break;
            case "not" when parts[0].IsValid:
                errors.Add(path, "is what its schema rules out");
                break;
            case "not":
                break;
            case "anyOf" or "oneOf" when parts.Where(part => part.IsValid).ToList() is { Count: > 0 } fitting:
                if (keyword == "oneOf" && fitting.Count > 1)
                {
                    AddSeveral(fitting, path);
                }

                break;
            case "anyOf" or "oneOf":
                AddNearest(parts, whole, value, path);
                break;
            case "propertyNames":
                foreach (var part in parts.Where(part => !part.IsValid))
                {
                    errors.Add(Step(part, whole, value, path).Path, $"is a name that its schema does not allow{RulesOf(part)?.Words}");
                }

                break;
            case SchemaKeywords.AdditionalProperties when NodeOf(whole) is { IsOpen: false } closed && !HasPatterns(whole):
                foreach (var part in parts.Where(part => !part.IsValid))
                {
                    errors.Add(Step(part, whole, value, path).Path, SchemaCheck.ComplainOfMember(closed, path.Length == 0 ? name : path));
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
    private void AddNearest(IReadOnlyList<EvaluationResults> forms, EvaluationResults whole, JsonElement value, string path)
    {
        var meant = forms.Where(form => !IsAnother(form, form, value)).ToList();
        if (meant.Count == 1)
        {
            Add(meant[0], value, path);
            return;
        }

        var missing = meant.Select(form => Missing(form, value)).OfType<string>().Distinct().ToList();
        if (missing.Count > 0 && missing.Count == meant.Count)
        {
            errors.Add(SchemaCheck.PathOf(path, missing[0]), $"is required, unless {string.Join(" or ", missing.Skip(1))} is given");
            return;
        }

        errors.Add(path, string.Create(CultureInfo.InvariantCulture, $"fits none of the {forms.Count} forms that its schema allows{NodeOf(whole)?.Words}"));
    }

    private void AddSeveral(List<EvaluationResults> fitting, string path)
    {
        var needed = fitting.Select(form => Needs(form)?[0]).OfType<string>().Distinct().ToList();
        if (needed.Count == fitting.Count)
        {
            errors.Add(SchemaCheck.PathOf(path, needed[0]), $"must not be given together with {string.Join(" or ", needed.Skip(1))}");
            return;
        }

        errors.Add(path, string.Create(CultureInfo.InvariantCulture, $"fits {fitting.Count} of the forms that its schema allows, and must fit exactly one"));
    }

    /// <summary>The members that a form is about, if it is about nothing else.</summary>
    private string[]? Needs(EvaluationResults form) => NodeOf(form) is { Required.Count: > 0, Properties.Count: 0 } node ? [.. node.Required] : null;

    /// <summary>The first member that a form lacks, if it fails by nothing else.</summary>
    private string? Missing(EvaluationResults form, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && (form.Details ?? []).All(part => part.IsValid)
            ? RulesOf(form)?.Required.FirstOrDefault(member => !value.TryGetProperty(member, out _))
            : null;

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

    private SchemaNode? NodeOf(EvaluationResults results) => nodes.GetValueOrDefault(PointerOf(results));

    private bool HasPatterns(EvaluationResults results) =>
        nodes.Keys.Any(pointer => pointer.StartsWith($"{PointerOf(results)}/{SchemaKeywords.PatternProperties}/", StringComparison.Ordinal));

    private static string PointerOf(EvaluationResults results) => Uri.UnescapeDataString(results.SchemaLocation.Fragment.TrimStart('#'));

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
