using FourRunr.PolicyEvaluation.Filters;

namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads what a policy changes or withholds in answers, and in requests to models.</summary>
internal static class FilterSpecReader
{
    private const int MostNames = 256;
    private const int MostPatterns = 32;
    private const int MostKinds = 8;
    private const int LongestName = 128;

    public static ResponseFilterSpec ReadResponseFilters(ObjectReader reader) => new()
    {
        RedactFields = reader.Texts("redact_fields", MostNames, ComplainOfName),
        TruncateFields = reader.Items("truncate_fields", MostNames, (item, path) => reader.ReadItem(item, path, ReadTruncation)),
        BlockPatterns = reader.Texts("block_patterns", MostPatterns, ComplainOfPattern),
    };

    public static RequestFilterSpec ReadRequestFilters(ObjectReader reader) => new()
    {
        RedactPii = ReadKinds(reader, "redact_pii"),
        BlockPii = ReadKinds(reader, "block_pii"),
        RedactPatterns = reader.Texts("redact_patterns", MostPatterns, pattern => ComplainOfPattern(pattern) ?? ComplainOfLength(pattern)),
        BlockPatterns = reader.Texts("block_patterns", MostPatterns, ComplainOfPattern),
    };

    public static PiiKind[]? ReadKinds(ObjectReader reader, string member) => reader.Items<PiiKind?>(member, MostKinds, (item, path) =>
        reader.ParseWord<PiiKind>(item.ValueKind == JsonValueKind.String ? item.GetString()! : "", path))?.Select(kind => kind!.Value).ToArray();

    private static TruncateFieldSpec? ReadTruncation(ObjectReader reader)
    {
        var field = reader.Text("field", required: true, maxLength: LongestName);
        var maxLength = reader.WholeNumber("max_length", 0, 1_000_000, required: true);
        return field is not null && maxLength is not null ? new TruncateFieldSpec(field, (int)maxLength.Value) : null;
    }

    private static string? ComplainOfPattern(string pattern) => Patterns.TryCompile(pattern, wholeString: false).Refusal;

    /// <summary>All matches of an unbounded pattern cannot be found in a time that grows with the text only.</summary>
    private static string? ComplainOfLength(string pattern) => PatternLength.Of(pattern) is null
        ? "has no longest match: bound its repetitions ('{1,100}' for '+') and leave out '^' and '$'"
        : null;

    private static string? ComplainOfName(string text) => text.Length > 0 && Characters.AreAtMost(LongestName, text)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"must have 1 to {LongestName} characters");
}
