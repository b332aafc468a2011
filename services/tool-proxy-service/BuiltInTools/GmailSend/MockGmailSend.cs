using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.GmailSend;

/// <summary>Pretends to send mail: no mail leaves, the answer has the shape of Gmail's.</summary>
internal sealed class MockGmailSend : IToolAdapter
{
    public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var (action, parameters) = (request.Action, request.Parameters);
        var id = MockSeed.Of(action, parameters).Hex(16);
        return Task.FromResult<ToolResult>(ToolResult.Mocked(action.Name == GmailSendTool.Send
            ? new JsonObject { ["id"] = id, ["threadId"] = id, ["labelIds"] = new JsonArray("SENT") }
            : new JsonObject
            {
                ["emailAddress"] = "mailbox@example.com",
                ["messagesTotal"] = 1280,
                ["threadsTotal"] = 512,
                ["historyId"] = "40960",
            }));
    }
}
