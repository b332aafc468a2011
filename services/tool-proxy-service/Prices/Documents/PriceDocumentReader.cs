using System.Text.RegularExpressions;
using FourRunr.PolicyEvaluation;

namespace FourRunr.ToolProxy.Prices.Documents;

/// <summary>Reads a document of prices and reports all errors.</summary>
internal static partial class PriceDocumentReader
{
    public const string EffectiveFrom = "effective_from";
    public const string ModelsMember = "models";
    private const int MaxModels = 20_000;
    private const int MaxTools = 2_000;
    private const int MicrousdOfDollar = 1_000_000;

    /// <returns>Null when <paramref name="errors"/> says why.</returns>
    public static PriceDocument? Read(JsonElement json, string path, DocumentErrors errors)
    {
        // Earlier errors in the list are not about this document.
        var own = new DocumentErrors();
        var document = ObjectReader.Read(json, path, own, reader => Read(reader, json, own));
        errors.AddAll(own);
        return own.IsEmpty ? document : null;
    }

    /// <returns>What is wrong with a model's name as the end of a sentence, or null.</returns>
    public static string? ComplainOfModel(string name) => ModelName().IsMatch(name)
        ? null
        : "must be 'provider/model' or 'model': 1 to 200 visible ASCII characters, a slash neither first nor last";

    private static PriceDocument Read(ObjectReader reader, JsonElement json, DocumentErrors errors)
    {
        var models = reader.Map(
            ModelsMember, MaxModels, ComplainOfModel, (item, path) => ObjectReader.Read(item.Value, path, errors, ModelPriceReader.Read));
        var tools = reader.Map(
            "tools",
            MaxTools,
            ComplainOfTool,
            (item, path) => item.Value.ValueKind == JsonValueKind.String && ToMicrousd(item.Value.GetString()) is { } price
                ? (object)price
                : Complain(path, errors));
        var moment = reader.Moment(EffectiveFrom);

        var written = JsonNode.Parse(json.GetRawText()) as JsonObject ?? [];
        written.Remove(EffectiveFrom);
        return new PriceDocument(
            models ?? new Dictionary<string, Arithmetic.ModelPrice>(),
            (tools ?? new Dictionary<string, object>()).ToDictionary(tool => Split(tool.Key), tool => (long)tool.Value),
            moment,
            written);
    }

    private static object? Complain(string path, DocumentErrors errors)
    {
        errors.Add(path, "must be dollars for a call, a decimal in quotes such as \"0.01\": up to 1000000, at most 6 decimals");
        return null;
    }

    private static string? ComplainOfTool(string name) => Scope.TryParse(name, out var scope) && scope is { Specificity: > 0 }
        ? null
        : "must be 'tool:action' or 'tool:*'; names are 1 to 64 of a-z, 0-9, '_' and '-' and begin with a letter";

    private static (string Tool, string Action) Split(string scope) => scope.Split(':', 2) is [var tool, var action] ? (tool, action) : (scope, "");

    private static long? ToMicrousd(string? text) =>
        text is not null && Dollars().IsMatch(text) && decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) is <= 1_000_000 and var dollars
            ? (long)(dollars * MicrousdOfDollar)
            : null;

    [GeneratedRegex(@"\A(?!/)[!-~]{1,200}(?<!/)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelName();

    [GeneratedRegex(@"\A[0-9]{1,7}(?:\.[0-9]{1,6})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Dollars();
}
