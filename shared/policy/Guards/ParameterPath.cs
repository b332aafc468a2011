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

    /// <exception cref="FormatException">It is not a path.</exception>
    internal static ParameterPath Parse(string text) =>
        TryParse(text, out var path) ? path! : throw new FormatException("A stored parameter path cannot be read.");

    /// <summary>The parameter in which the path begins.</summary>
    internal static string FirstName(string path) => path.Split('.')[0].Replace(EveryItem, "", StringComparison.Ordinal);

    public override string ToString() => _text;

    /// <summary>Checks every value at this path; a value that is not there satisfies all but <c>required</c>.</summary>
    /// <returns>The first complaint, or null.</returns>
    internal string? FirstComplaint(JsonElement root, CompiledParameterRule rule) => Walk(root, 0, rule);

    /// <summary>Whether one value at this path satisfies the rule. Where there is none, what it would be is not known: true, unless it must be there.</summary>
    internal bool MaySatisfy(JsonElement root, CompiledParameterRule rule) => MaySatisfy(root, 0, rule);

    private bool MaySatisfy(JsonElement value, int step, CompiledParameterRule rule)
    {
        if (step == _steps.Length)
        {
            return rule.Complain(value) is null;
        }

        if (_steps[step] != EveryItem)
        {
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(_steps[step], out var member)
                ? MaySatisfy(member, step + 1, rule)
                : rule.ComplainAbsent() is null;
        }

        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            ? value.EnumerateArray().Any(item => MaySatisfy(item, step + 1, rule))
            : rule.ComplainAbsent() is null;
    }

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
