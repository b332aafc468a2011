using FourRunr.PolicyEvaluation;
using Json.Schema;
using Json.Schema.Keywords;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>
/// The library's keywords that compose schemas. Its keywords about values are left out: they compare numbers as doubles, count graphemes,
/// and run patterns with backtracking.
/// </summary>
internal static class LibraryDialect
{
    /// <summary>Stands in every schema: an index into the rules.</summary>
    public const string Rules = "$rules";

    /// <param name="rules">What the schemas say about values by themselves.</param>
    public static Dialect Of(IReadOnlyList<SchemaNode> rules) => new(
        new RulesKeyword(rules),
        RefKeyword.Instance,
        AnchorKeyword.Instance,
        DefsKeyword.Instance,
        PropertiesKeyword.Instance,
        // Others depend on it by its type; the one by the same name after it is used.
        PatternPropertiesKeyword.Instance,
        new LinearPatternProperties(),
        AdditionalPropertiesKeyword.Instance,
        PropertyNamesKeyword.Instance,
        DependentSchemasKeyword.Instance,
        PrefixItemsKeyword.Instance,
        ItemsKeyword.Instance,
        ContainsKeyword.Instance,
        MinContainsKeyword.Instance,
        MaxContainsKeyword.Instance,
        AllOfKeyword.Instance,
        AnyOfKeyword.Instance,
        OneOfKeyword.Instance,
        NotKeyword.Instance,
        IfKeyword.Instance,
        ThenKeyword.Instance,
        ElseKeyword.Instance,
        UnevaluatedItemsKeyword.Instance,
        UnevaluatedPropertiesKeyword.Instance);

    private sealed class RulesKeyword(IReadOnlyList<SchemaNode> rules) : IKeywordHandler
    {
        public string Name => Rules;

        public object ValidateKeywordValue(JsonElement value) => value.GetInt32();

        public void BuildSubschemas(KeywordData keyword, BuildContext context)
        {
        }

        public KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
        {
            ((CheckRun)context.Options).Spend(context.Instance);
            var index = (int)keyword.Value!;
            var errors = new ParameterErrors();
            SchemaCheck.Check(rules[index], context.Instance, path: "", name: "", errors);
            return new KeywordEvaluation { Keyword = Name, IsValid = !errors.Any, Error = errors.Any ? index.ToString(CultureInfo.InvariantCulture) : null };
        }
    }

    private sealed class LinearPatternProperties : PatternPropertiesKeyword
    {
        /// <summary>The library runs the patterns itself, and in longer names these overlook matches (<see cref="LinearPattern"/>).</summary>
        /// <exception cref="CheckRun.TooMuchException">A name is too long.</exception>
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context) =>
            context.Instance.ValueKind == JsonValueKind.Object && context.Instance.EnumerateObject().Any(member => member.Name.Length > LinearPattern.LongestTimed)
                ? throw new CheckRun.TooMuchException()
                : base.Evaluate(keyword, context);

        public override object? ValidateKeywordValue(JsonElement value) =>
            value.EnumerateObject().ToDictionary(member => member.Name, member => SchemaPattern.TryCompile(member.Name).Pattern?.Regex ?? throw new ArgumentException(member.Name), StringComparer.Ordinal);
    }
}
