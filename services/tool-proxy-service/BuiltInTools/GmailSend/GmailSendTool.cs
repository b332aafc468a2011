using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.GmailSend;

/// <summary>Sending mail through Gmail.</summary>
internal static class GmailSendTool
{
    public const string Name = "gmail_send";
    public const string Send = "send";

    private const int MaxContentBytes = 512 * 1024;

    private static readonly ExtraCheck[] ContentSizes = [.. new[] { "text", "body", "html" }.Select(name => new ExtraCheck(
        name, content => Encoding.UTF8.GetByteCount(content.GetString()!) <= MaxContentBytes, $"must be at most {MaxContentBytes} bytes of UTF-8"))];

    public static IReadOnlyList<ToolAction> Actions(IToolAdapter adapter) => BuiltInTool.Actions(Name, adapter, ContentSizes);
}
