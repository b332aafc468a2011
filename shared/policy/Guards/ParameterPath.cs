using System.Text.Json;

namespace FourRunr.PolicyEvaluation.Guards;

/// <summary>Where a parameter lies in the body: members joined by dots, <c>[]</c> for every item of an array, e.g. <c>messages[].role</c>.</summary>
public sealed class ParameterPath
{
    private const string EveryItem = "[]";
    private const int MaxLength = 256;
    private readonly string[] _steps;
    private readonly string _text;

    private ParameterPath(string text, string[] steps) => (_text, _steps) = (text, steps);

    public static bool TryParse(string text, out ParameterPath? path)
    {
        path = null;
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        var steps = new List<string>();
        foreach (var part in text.Split('.'))
        {
            var name = part;
            var items = 0;
            while (name.EndsWith(EveryItem, StringComparison.Ordinal))
            {
                name = name[..^EveryItem.Length];
                items++;
            }

            if (name.Length == 0 || name.AsSpan().ContainsAny('[', ']'))
            {
                return false;
            }

            steps.Add(name);
            steps.AddRange(Enumerable.Repeat(EveryItem, items));
        }

        path = new ParameterPath(text, [.. steps]);
        return true;
    }

    public override string ToString() => _text;

    /// <summary>Checks every value at this path; a value that is not there satisfies all but <c>required</c>.</summary>
    /// <returns>The first complaint, or null.</returns>
    internal string? FirstComplaint(JsonElement root, CompiledParameterRule rule) => Walk(root, 0, rule);

    private string? Walk(JsonElement value, int step, CompiledParameterRule rule)
    {
        if (step == _steps.Length)
        {
            return rule.Complain(value);
        }

        if (_steps[step] != EveryItem)
        {
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(_steps[step], out var member)
                ? Walk(member, step + 1, rule)
                : rule.ComplainAbsent();
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            return rule.ComplainAbsent();
        }

        foreach (var item in value.EnumerateArray())
        {
            if (Walk(item, step + 1, rule) is { } complaint)
            {
                return complaint;
            }
        }

        return null;
    }
}
