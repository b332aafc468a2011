using FourRunr.PolicyEvaluation.Filters;
using FourRunr.PolicyEvaluation.Models;

namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads the <c>models</c> of a policy.</summary>
internal static class ModelSpecReader
{
    private const int MostPatterns = 100;
    private const int MostServerTools = 64;
    private const int MostTokens = 10_000_000;
    private const int MostChoices = 128;
    private const int LongestType = 64;

    public static ModelSpec Read(ObjectReader reader)
    {
        var models = new ModelSpec
        {
            Allow = reader.Texts("allow", MostPatterns, ComplainOfPattern),
            Deny = reader.Texts("deny", MostPatterns, ComplainOfPattern),
            MaxOutputTokens = (int?)reader.WholeNumber("max_output_tokens", 1, MostTokens),
            DefaultOutputTokens = (int?)reader.WholeNumber("default_output_tokens", 1, MostTokens),
            OnExcess = reader.Word<ExcessHandling>("on_excess"),
            MaxInputTokens = (int?)reader.WholeNumber("max_input_tokens", 1, MostTokens),
            MaxChoices = (int?)reader.WholeNumber("max_choices", 1, MostChoices),
            ServerTools = reader.Texts("server_tools", MostServerTools, ComplainOfType),
            StreamFilter = reader.Word<StreamFilterMode>("stream_filter"),
        };
        if (models.DefaultOutputTokens > models.MaxOutputTokens)
        {
            reader.Complain("default_output_tokens", "is above 'max_output_tokens'");
        }

        return models;
    }

    /// <summary>An answer that is promised to stream must not have filters that need all of it.</summary>
    public static void CheckStreamFilter(ObjectReader reader, PolicySpec spec)
    {
        if (spec.Models?.StreamFilter != StreamFilterMode.Window || spec.ResponseFilters is not { } filters)
        {
            return;
        }

        if (filters.BlockPatterns?.FirstOrDefault(pattern => PatternLength.Of(pattern) is null) is { } pattern)
        {
            reader.Complain(
                "models.stream_filter",
                $"cannot be 'window': a match of the blocked pattern '{pattern}' has no longest length. Bound its repetitions ('{{1,100}}' for '+') "
                + "and leave out '^' and '$', or use 'buffer'");
        }

        if (filters.RedactFields is { Count: > 0 } || filters.TruncateFields is { Count: > 0 })
        {
            reader.Complain("models.stream_filter", "cannot be 'window' with redact_fields or truncate_fields, which need the whole answer; use 'buffer'");
        }
    }

    private static string? ComplainOfPattern(string text) => ModelPattern.IsPattern(text) ? null : ModelPattern.Grammar;

    private static string? ComplainOfType(string text) =>
        text.Length is > 0 and <= LongestType && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.')
            ? null
            : "must be the type of a tool, such as 'web_search': 1 to 64 of A-Z, a-z, 0-9, '_', '-' and '.'";
}
