using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.CallRecords;
using FourRunr.ToolProxy.Constraints;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Strangers;
using FourRunr.ToolProxy.Telemetry;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Calls;

/// <summary>
/// The way of a tool call. Every way out is one <see cref="ToolCallOutcome"/>, recorded once before anybody sees it:
/// <list type="number">
/// <item>Identify: whose token is it? (401)</item>
/// <item>Decide: do token and policy both allow this? (403, 404)</item>
/// <item>Validate: are the parameters good? (400, 413, 415)</item>
/// <item>Guard: do the parameters, their size and the time satisfy the policies? (403)</item>
/// <item>Limit: is the agent within its rate and all its quotas? (429)</item>
/// <item>Replay: was the call made before under its <c>Idempotency-Key</c>? (409, 422)</item>
/// <item>Call: the tool itself. (502, 503, 504)</item>
/// <item>Filter: the answer without what the policies do not let out. (403)</item>
/// <item>Record: written down, counted; only then does the answer leave.</item>
/// </list>
/// A step that cannot be carried out refuses with 503: nothing fails open.
/// </summary>
internal sealed partial class ToolCallPipeline(
    ToolCatalog catalog,
    AgentIdentifier agents,
    CallRights rights,
    ParametersReader parametersReader,
    ConstraintChecks constraints,
    ShadowPolicies shadow,
    ICallLimiter limiter,
    IdempotentCalls idempotency,
    ToolCaller tools,
    AuditJournal journal,
    CallRecorder recorder,
    StrangerCalls strangers,
    TimeProvider clock,
    ILogger<ToolCallPipeline> log)
{
    private const string EffectStands = "Do not repeat the call: it was carried out, only its answer is withheld.";
    private const string EffectIsUnknown = "Do not simply repeat the call: it may have been carried out. Look at the tool first.";
    private const string AskDifferently = "Ask for less, or for something else: the tool was asked, its answer is withheld.";

    private readonly GatewayIdSequence _callIds = new(GatewayId.Call);

    /// <param name="cancellationToken">The caller went away. The record is kept all the same.</param>
    public async Task<ToolCallOutcome> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        using var span = CallSpan.Start();
        var started = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var facts = new CallFacts(_callIds.Next(now), now, catalog.Find(call.Tool, call.Action));
        var outcome = await GoAsync(call, facts, cancellationToken);
        facts.Duration = clock.GetElapsedTime(started);
        if (facts.CountedAt is not null && facts.Attempts == 0 && (facts.IsReplay || outcome is not ToolCallOutcome.Answered))
        {
            // The tool was never reached (breaker open, not configured, cancelled before the call), or this is no further call.
            facts.CountedAt = null;
            await limiter.GiveBackAsync(facts.Limits!.Outcome.Charge);
        }

        // 9. Record. Only then does the outcome leave.
        outcome = await recorder.RecordAsync(call, outcome);
        CallSpan.End(span, call, outcome);
        return outcome;
    }

    private async ValueTask<ToolCallOutcome> GoAsync(ToolCall call, CallFacts facts, CancellationToken cancellationToken)
    {
        try
        {
            // What could not be put on record is not begun.
            if (!journal.TakesCalls)
            {
                return new ToolCallOutcome.Refused(facts, Refusal.Unavailable(AuditJournal.Dependency, mayHaveActed: false));
            }

            // 1. Identify. A stranger learns nothing more, not even which tools there are.
            var (agent, stranger) = await agents.IdentifyAsync(call.Credential, cancellationToken);
            if (agent is null)
            {
                return new ToolCallOutcome.Refused(facts, stranger!);
            }

            facts.Agent = agent;

            // 2. Decide. The verdict names the bucket of the call even when it refuses.
            facts.Verdict = await rights.DecideAsync(agent, facts.Action, call.Intent, cancellationToken);
            var refusal = facts.Verdict.Refusal;

            // 3. Validate. The body is read only if the call may be made.
            if (refusal is null)
            {
                (facts.IdempotencyKey, refusal) = IdempotencyKey.Read(call.IdempotencyKey);
            }

            if (refusal is null)
            {
                (facts.Parameters, refusal) = await ReadParametersAsync(call, facts.Action!, cancellationToken);
            }

            // 4. Guard. A remembered decision is asked anew: the time has moved on.
            if (refusal is null)
            {
                refusal = constraints.OfCall(facts.Verdict.Grant!.Constraints, facts.Parameters!);
            }

            // 5. Limit. Calls refused above take a permit too, and hear of the limit first: a flood of them is a flood.
            var (bucket, limit) = facts.Verdict.Bucket;
            var quotas = refusal is null ? facts.Verdict.Quotas : [];
            var taken = await limiter.TakeAsync(new LimitRequest(bucket, limit, quotas), cancellationToken);
            facts.Limits = new LimitsTaken(limit, taken);
            if (!taken.Allowed)
            {
                return new ToolCallOutcome.Refused(facts, LimitRefusal.Of(limit, taken));
            }

            if (refusal is not null)
            {
                return new ToolCallOutcome.Refused(facts, refusal);
            }

            facts.CountedAt = taken.TakenAt;

            // 6. Replay. What became of the call under this key before is not done again.
            var claim = facts.IdempotencyKey is { } key
                ? await idempotency.ClaimAsync(new IdempotentCall(agent.AgentId, facts.Action!, key, facts.Parameters!.Value), cancellationToken)
                : null;
            if (claim is IdempotencyClaim.Refused { Why: var why })
            {
                return new ToolCallOutcome.Refused(facts, why);
            }

            // 7. Call.
            facts.IsReplay = claim is IdempotencyClaim.Replay;
            var result = claim is IdempotencyClaim.Replay replay
                ? replay.Result
                : await CallAsync(call, facts, (claim as IdempotencyClaim.Granted)?.Handle, cancellationToken);

            // 8. Filter. What happened has happened: a withheld answer is on record with the effect of its call.
            return ToOutcome(result, facts);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ToolCallOutcome.Abandoned(facts);
        }
        catch (DependencyUnavailableException exception)
        {
            // Credentials say once what is wrong with them.
            if (exception.Dependency != ToolCredentials.Dependency && (facts.Agent is not null || strangers.MayLog()))
            {
                Log.Unavailable(log, exception.Dependency, exception);
            }

            return new ToolCallOutcome.Refused(facts, Refusal.Unavailable(exception.Dependency, facts.MayHaveHadAnEffect));
        }
        catch (Exception exception)
        {
            Log.Unexpected(log, exception);
            return new ToolCallOutcome.Refused(facts, new Refusal(GatewayErrors.Internal));
        }
    }

    private async ValueTask<(CallParameters?, Refusal?)> ReadParametersAsync(
        ToolCall call, ToolAction action, CancellationToken cancellationToken)
    {
        var body = await call.ReadBody(cancellationToken);
        if (body.Refusal is not null)
        {
            return (null, body.Refusal);
        }

        var (parameters, unreadable) = parametersReader.Read(body.Bytes, action.OptionalMembers);
        if (parameters is null)
        {
            return (null, unreadable);
        }

        if (action.Validate(parameters.Value) is { } errors)
        {
            return (parameters, new Refusal(GatewayErrors.ParamsInvalid, "Some parameters are not valid.") { Errors = errors });
        }

        parameters.Recorded = RecordedParameters.Of(action, parameters.Value);
        return (parameters, null);
    }

    private async ValueTask<ToolResult> CallAsync(ToolCall call, CallFacts facts, IdempotencyHandle? claim, CancellationToken cancellationToken)
    {
        ToolResult? result = null;
        try
        {
            // What policies in shadow mode think of an effect goes on the record that announces it.
            facts.WouldDeny = shadow.OfCall(facts.Verdict!.Grant!, facts.Parameters!);
            if (facts.Action!.HasSideEffects)
            {
                await journal.AppendAsync(CallRecord.OfUnfinished(call, facts), durable: true);
            }

            var request = new ToolRequest
            {
                Action = facts.Action,
                Parameters = facts.Parameters!.Value,
                CheckUrl = url => constraints.OfUrl(facts.Verdict.Grant!.Constraints, url),
                AgentId = facts.Agent!.AgentId,
                OnAttempt = facts.CountAttempt,
                IdempotencyKey = facts.IdempotencyKey,
            };
            var (answer, cached) = await tools.CallAsync(request, facts, cancellationToken);
            (facts.Cached, result) = (cached, answer.Result);
            return result;
        }
        finally
        {
            if (claim is not null)
            {
                // Without a result and without an attempt the call broke off before the tool.
                await (result is null && facts.Attempts == 0 ? idempotency.ReleaseAsync(claim) : idempotency.SettleAsync(claim, result));
            }
        }
    }

    private ToolCallOutcome ToOutcome(ToolResult result, CallFacts facts)
    {
        switch (result)
        {
            case ToolResult.Success success:
                facts.Origin = success.Origin;
                facts.ResponseBytes = success.Content.Json.Length;
                return Filter(success.Content, facts);
            case ToolResult.Failure { MayHaveActed: true, Why.HowToFix: null } failure when facts.MayHaveHadAnEffect:
                return new ToolCallOutcome.Refused(facts, failure.Why with { HowToFix = EffectIsUnknown });
            case ToolResult.Failure failure:
                return new ToolCallOutcome.Refused(facts, failure.Why);
            default:
                throw new InvalidOperationException($"No outcome for {result.GetType().Name}.");
        }
    }

    private ToolCallOutcome Filter(ToolData answer, CallFacts facts)
    {
        var grant = facts.Verdict!.Grant!;
        // Before the answer is changed, because an enforced policy would see it as it came.
        var wouldDeny = shadow.OfAnswer(grant, answer);
        if (constraints.OfAnswer(grant.Constraints, ref answer) is { } withheld)
        {
            return new ToolCallOutcome.Refused(facts, withheld with { HowToFix = facts.MayHaveHadAnEffect ? EffectStands : AskDifferently });
        }

        facts.WouldDeny ??= wouldDeny;
        return new ToolCallOutcome.Answered(facts, answer);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The {Dependency} is not available.")]
        public static partial void Unavailable(ILogger logger, string dependency, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "An unexpected error ended a call.")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}
