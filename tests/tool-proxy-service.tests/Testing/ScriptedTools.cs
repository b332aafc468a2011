using FourRunr.ToolProxy.BuiltInTools.GmailSend;
using FourRunr.ToolProxy.BuiltInTools.HttpFetch;
using FourRunr.ToolProxy.BuiltInTools.OpenAi;
using FourRunr.ToolProxy.BuiltInTools.Serpapi;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.ToolProxy.Tests.Testing;

/// <summary>The real actions, answered by the test.</summary>
internal sealed class ScriptedTools(Func<JsonNode?> answer) : IToolAdapter
{
    private int _calls;

    public int Calls => _calls;

    /// <summary>For the <c>configure</c> parameter of <see cref="TestGateway"/>.</summary>
    public void Use(IServiceCollection services) => services.AddSingleton(new ToolCatalog(
    [
        .. SerpapiTool.Actions(this),
        .. HttpFetchTool.Actions(this),
        .. OpenAiTool.Actions(this),
        .. GmailSendTool.Actions(this),
    ]));

    public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return Task.FromResult<ToolResult>(ToolResult.Mocked(answer()));
    }
}
