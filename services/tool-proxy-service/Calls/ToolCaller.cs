using FourRunr.Contracts;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Resilience;
using FourRunr.ToolProxy.ResultCaching;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Calls;

/// <summary>The step that asks the tool: a stored result where one will do, else the tool itself through its resilience pipeline.</summary>
internal sealed class ToolCaller(ToolCredentials credentials, ToolPipelines pipelines, ResultCache results)
{
    /// <param name="facts">Of a call that may be made; a stored result must suit its grant.</param>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">The tool's credential cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The caller of an action without side effects went away.</exception>
    public async ValueTask<StoredAnswer> CallAsync(ToolRequest request, CallFacts facts, CancellationToken cancellationToken)
    {
        var action = request.Action;
        if (action.Adapter.NeedsCredential)
        {
            request = request with { Credential = await credentials.FindAsync(action.Tool, cancellationToken) };
            if (request.Credential is null)
            {
                return new StoredAnswer(new ToolAnswer(NotConfigured(action), Attempts: 0), Cached: false);
            }
        }

        if (action.HasSideEffects)
        {
            // Whether or not anybody still waits: its end goes on record.
            return new StoredAnswer(await AskAsync(request), Cached: false);
        }

        var grant = facts.Verdict!.Grant!;
        if (action.CacheFor is not { } longest || Shorter(longest, grant.Constraints.MaxCacheAge) is not { Ticks: > 0 } maxAge)
        {
            return new StoredAnswer(await AskAsync(request).WaitAsync(cancellationToken), Cached: false);
        }

        var key = new ResultKey(action, facts.Agent!.AgentId, facts.Parameters!.Hash, request.Credential?.Version, grant.Policies);
        return await results.GetAsync(key, maxAge, () => AskAsync(request), cancellationToken);
    }

    private async Task<ToolAnswer> AskAsync(ToolRequest request)
    {
        var answer = await pipelines.For(request).CallAsync(request);
        return request.Credential is { } credential && answer.Result is ToolResult.Success success
            ? answer with { Result = success with { Content = ToolData.Of(CredentialEcho.Remove(success.Data, credential)) } }
            : answer;
    }

    private static ToolResult.Failure NotConfigured(ToolAction action) =>
        new(GatewayErrors.ToolNotConfigured, $"{action.Tool} has no credential on this gateway.");

    private static TimeSpan Shorter(TimeSpan one, TimeSpan? other) => other < one ? other.Value : one;
}
