using FourRunr.Contracts;
using FourRunr.ToolProxy.BuiltInTools.GmailSend;
using FourRunr.ToolProxy.BuiltInTools.Serpapi;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.ToolProxy.Tests.Approvals;

/// <summary>Tools that count their calls, and that are away while a test says so.</summary>
internal sealed class FailingTools : IToolAdapter
{
    private int _calls;

    public int Calls => _calls;

    public bool Fails { get; set; }

    public void Use(IServiceCollection services) =>
        services.AddSingleton(new ToolCatalog([.. SerpapiTool.Actions(this), .. GmailSendTool.Actions(this)]));

    public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        if (Fails)
        {
            return Task.FromResult<ToolResult>(new ToolResult.Failure(GatewayErrors.ToolNotConfigured, "It has no key."));
        }

        Interlocked.Increment(ref _calls);
        return Task.FromResult<ToolResult>(ToolResult.Mocked(null));
    }
}
