using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.OpenAi;

/// <summary>Language models behind the OpenAI API.</summary>
internal static class OpenAiTool
{
    public const string Name = "openai";
    public const string Chat = "chat";

    // A schema could say this only by alternatives, which cost too much for long arrays of tokens.
    private static readonly ExtraCheck PromptOfOneKind = new("prompt", IsOfOneKind, "must not mix texts, tokens and arrays of tokens");

    public static IReadOnlyList<ToolAction> Actions(IToolAdapter adapter) =>
        [.. BuiltInTool.Actions(Name, adapter, PromptOfOneKind).Select(action => action with { ModelParameter = "model" })];

    private static bool IsOfOneKind(JsonElement prompt) =>
        prompt.ValueKind != JsonValueKind.Array || prompt.EnumerateArray().DistinctBy(item => item.ValueKind).Count() == 1;
}
