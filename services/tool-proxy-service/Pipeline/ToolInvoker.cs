using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Constraints;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Resilience;
using FourRunr.ToolProxy.ResultCaching;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>Asks the tool: a cached result where one is fresh enough, else the tool itself through its resilience pipeline.</summary>
internal sealed class ToolInvoker(CredentialProvider credentials, ConstraintChecks constraints, ToolResiliencePipelines pipelines, ResultCache results)
{
    /// <param name="stream">Null for a caller that waits for the whole answer.</param>
    /// <param name="onAttempt">Called before every attempt.</param>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">The tool's credential cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The caller of an action without side effects closed the connection.</exception>
    public async ValueTask<CachedResult> InvokeAsync(AllowedCall call, IAnswerStream? stream, Action onAttempt, CancellationToken cancellationToken)
    {
        var action = call.Action;
        var credential = action.Adapter.NeedsCredential ? await credentials.FindAsync(action.Tool, cancellationToken) : null;
        if (action.Adapter.NeedsCredential && credential is null)
        {
            return new CachedResult(NotConfigured(action), IsCached: false);
        }

        var request = new ToolRequest
        {
            Action = action,
            Parameters = call.Parameters.Value,
            Credential = credential,
            CheckUrl = url => constraints.OfUrl(call.Policy.Constraints, url),
            AgentId = call.Agent.AgentId,
            OnAttempt = onAttempt,
            IdempotencyKey = call.IdempotencyKey,
            Dialog = call.Dialog,
            Model = call.Model,
            Stream = stream,
            CallerGone = cancellationToken,
            Filters = stream is null ? null : call.Policy.Constraints,
        };
        if (action.Dialect is not null)
        {
            // Not cancelled here either: the provider is aborted by the adapter, which still says what the call has cost.
            return new CachedResult(await action.Adapter.CallAsync(request, CancellationToken.None), IsCached: false);
        }

        if (action.HasSideEffects)
        {
            // Not cancelled when the caller closes the connection: the end of an effect goes on record.
            return new CachedResult(await AskAsync(request), IsCached: false);
        }

        if (action.CacheFor is not { } longest || Shorter(longest, call.Policy.Constraints.MaxCacheAge) is not { Ticks: > 0 } maxAge)
        {
            return new CachedResult(await AskAsync(request).WaitAsync(cancellationToken), IsCached: false);
        }

        var key = new ResultKey(action, call.Agent.AgentId, call.Parameters.Hash, credential?.Version, call.Policy.Policies);
        return await results.GetAsync(key, maxAge, () => AskAsync(request), cancellationToken);
    }

    private async Task<ToolResult> AskAsync(ToolRequest request)
    {
        var result = await pipelines.For(request).CallAsync(request);
        if (request.Model is { } plan)
        {
            result = result with { Model = AnswerOf(request.Action, plan, result) };
        }

        return request.Credential is { } credential && result is ToolResult.Success success
            ? success with { Content = ToolData.Of(CredentialEcho.Remove(success.Data, credential)) }
            : result;
    }

    /// <summary>What a tool that asks a model says of its cost. Whether a call that failed midway has cost anything is not known.</summary>
    private static ModelAnswer AnswerOf(ToolAction action, ModelPlan plan, ToolResult result) => new(
        action.Tool,
        plan.Model,
        result switch
        {
            ToolResult.Success success => UsageReader.Of(ModelDialect.ChatCompletions, success.Content.Json.Span) ?? UsageReader.Unknown,
            ToolResult.Failure { MayHaveActed: true } => UsageReader.Unknown,
            _ => null,
        },
        TimeToFirstByte: null);

    private static ToolResult.Failure NotConfigured(ToolAction action) =>
        new(GatewayErrors.ToolNotConfigured, $"{action.Tool} has no credential on this gateway.");

    private static TimeSpan Shorter(TimeSpan one, TimeSpan? other) => other < one ? other.Value : one;
}
