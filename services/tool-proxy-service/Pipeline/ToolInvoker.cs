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
    /// <returns>A stored result that serves the call now; null for none.</returns>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">The tool's credential cannot be read.</exception>
    public async ValueTask<ToolResult?> FindStoredAsync(AllowedCall call, CancellationToken cancellationToken)
    {
        if (MaxAgeOf(call) is not { } maxAge)
        {
            return null;
        }

        var needsCredential = call.Action.Adapter.NeedsCredential;
        var credential = needsCredential ? await credentials.FindAsync(call.Action.Tool, cancellationToken) : null;
        return needsCredential && credential is null ? null : results.Find(KeyOf(call, credential), maxAge);
    }

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

        if (MaxAgeOf(call) is not { } maxAge)
        {
            return new CachedResult(await AskAsync(request).WaitAsync(cancellationToken), IsCached: false);
        }

        return await results.GetAsync(KeyOf(call, credential), maxAge, () => AskAsync(request), cancellationToken);
    }

    /// <returns>The largest age of a stored result that may serve the call; null when none may.</returns>
    private static TimeSpan? MaxAgeOf(AllowedCall call) =>
        call.Action is { HasSideEffects: false, CacheFor: { } longest } && Shorter(longest, call.Policy.Constraints.MaxCacheAge) is { Ticks: > 0 } maxAge ? maxAge : null;

    private static ResultKey KeyOf(AllowedCall call, ToolCredential? credential) =>
        new(call.Action, call.Agent.AgentId, call.Parameters.Hash, credential?.Version, call.Policy.Policies);

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
