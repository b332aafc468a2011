using FourRunr.ToolProxy.BuiltInTools.GmailSend;
using FourRunr.ToolProxy.BuiltInTools.HttpFetch;
using FourRunr.ToolProxy.BuiltInTools.OpenAi;
using FourRunr.ToolProxy.BuiltInTools.Serpapi;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Tests.Tools;

/// <summary>The real actions with mock adapters, and short ways to use them.</summary>
internal static class Parameters
{
    public static readonly ToolCatalog Catalog = new(
    [
        .. SerpapiTool.Actions(new MockSerpapi()),
        .. HttpFetchTool.Actions(new MockHttpFetch(new PageReader())),
        .. OpenAiTool.Actions(new MockOpenAi()),
        .. GmailSendTool.Actions(new MockGmailSend()),
    ]);

    /// <param name="name">E.g. <c>serpapi.search</c>.</param>
    public static ToolAction Action(string name)
    {
        var parts = name.Split('.');
        return Catalog.Find(parts[0], parts[1])!;
    }

    /// <summary>The errors, or an empty dictionary.</summary>
    public static IReadOnlyDictionary<string, string[]> Errors(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        return Action(name).Validate(document.RootElement) ?? new Dictionary<string, string[]>();
    }

    /// <summary>The mock's answer, through JSON as a caller gets it.</summary>
    public static async Task<JsonElement> AnswerAsync(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        var action = Action(name);
        var result = await action.Adapter.CallAsync(new ToolRequest { Action = action, Parameters = document.RootElement }, CancellationToken.None);
        return JsonSerializer.SerializeToElement(((ToolResult.Success)result).Data);
    }
}
