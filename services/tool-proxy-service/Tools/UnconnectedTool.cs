using FourRunr.Contracts;

namespace FourRunr.ToolProxy.Tools;

/// <summary>Stands for a real API that this gateway has no connection to: it says so, and never invents an answer.</summary>
internal sealed class UnconnectedTool : IToolAdapter
{
    public bool NeedsCredential => true;

    public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<ToolResult>(new ToolResult.Failure(
            GatewayErrors.ToolNotConfigured, $"{request.Action.Tool} is set to live, and this gateway has no connection to the real API."));
}
