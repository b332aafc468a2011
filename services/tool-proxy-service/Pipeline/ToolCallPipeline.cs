using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.CallRecords;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Constraints;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Telemetry;
using FourRunr.ToolProxy.Tools;
using FourRunr.ToolProxy.Unauthenticated;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>
/// The steps of a tool call, whichever face received it. Every way out is one <see cref="ToolCallOutcome"/>:
/// <list type="number">
/// <item>Identify: whose token is it? (401)</item>
/// <item>Decide: do token and policy both allow this? (403, 404)</item>
/// <item>Validate: are the parameters valid? (400, 413, 415)</item>
/// <item>Guard: do parameters, size and time satisfy the policies? What goes to a model is filtered. (403)</item>
/// <item>Limit: is the agent within its rate and all its quotas? (429)</item>
/// <item>Claim: was the call made before under its <c>Idempotency-Key</c>, and is it approved if it must be? (202, 403, 409, 422)</item>
/// <item>Reserve: hold in every budget the most that the call may cost. (402, 403, 429)</item>
/// <item>Call: ask the tool. (502, 503, 504)</item>
/// <item>Filter: remove or withhold what the policies do not let out. (403)</item>
/// <item>Settle: return the quota of a call that did not reach the tool, and count what the call did cost.</item>
/// <item>Record: write the call down and count it. Only then is it answered.</item>
/// </list>
/// A step that cannot be carried out refuses with 503: nothing fails open.
/// </summary>
internal sealed partial class ToolCallPipeline(
    ToolCatalog catalog,
    AgentIdentifier agents,
    CallAuthorizer authorizer,
    CallParametersReader parametersReader,
    ConstraintChecks constraints,
    ModelRequests models,
    ShadowPolicies shadow,
    ICallLimiter limiter,
    CallClaims claims,
    CallSpending spending,
    ToolInvoker tools,
    AnswerFilter answers,
    AuditJournal journal,
    CallRecorder recorder,
    UnauthenticatedCalls unauthenticated,
    TimeProvider clock,
    ILogger<ToolCallPipeline> log)
{
    private readonly GatewayIdSequence _callIds = new(GatewayId.Call);

    /// <param name="cancellationToken">The caller closed the connection. The record is kept all the same.</param>
    public async Task<ToolCallOutcome> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        using var span = CallSpan.Start();
        var started = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var facts = new CallFacts(_callIds.Next(now), now, call.Endpoint ?? catalog.Find(call.Tool, call.Action));

        // 1 to 9.
        var outcome = await CarryOutAsync(call, facts, cancellationToken);
        facts.Duration = clock.GetElapsedTime(started);

        // 10. Settle.
        await GiveBackAsync(outcome);
        await spending.SettleAsync(facts);

        // 11. Record.
        outcome = await recorder.RecordAsync(call, outcome);
        CallSpan.End(span, call, outcome);
        return outcome;
    }

    private async ValueTask<ToolCallOutcome> CarryOutAsync(ToolCall call, CallFacts facts, CancellationToken cancellationToken)
    {
        try
        {
            // A call that could not be recorded is not begun.
            if (!journal.TakesCalls)
            {
                return new ToolCallOutcome.Refused(facts, Refusal.Unavailable(AuditJournal.Dependency, mayHaveActed: false));
            }

            // 1. Identify. A caller without identity learns nothing more, not even which tools there are.
            if (!(await agents.IdentifyAsync(call.Credential, cancellationToken)).TryGet(out var agent, out var refusal))
            {
                return new ToolCallOutcome.Refused(facts, refusal);
            }

            facts.Agent = agent;

            // 2 to 4. Check. The verdict names the rate bucket even when it refuses.
            var verdict = await authorizer.DecideAsync(agent, facts.Action, call.Intent, cancellationToken);
            facts.Policy = verdict.Policy;
            var check = await CheckAsync(call, agent, verdict, facts, cancellationToken);

            // 5. Limit. Refused calls also count against the rate limit, and are told of it first.
            var (bucket, rate) = verdict.Bucket;
            var quotas = check.TryGet(out var checkedCall, out _) ? checkedCall.Policy.Quotas : [];
            var limits = await limiter.TakeAsync(new LimitRequest(bucket, rate, quotas), cancellationToken);
            facts.Limits = new AppliedLimits(rate, limits);
            if (!limits.Allowed)
            {
                return new ToolCallOutcome.Refused(facts, LimitRefusal.Of(rate, limits));
            }

            if (!check.TryGet(out var allowed, out refusal))
            {
                return new ToolCallOutcome.Refused(facts, refusal);
            }

            facts.CountedAt = limits.TakenAt;

            // 6. Claim. A call that was made before under its key is not made again, and one that needs approval is made once for each.
            var claim = await claims.ClaimAsync(call, allowed, facts, cancellationToken);
            switch (claim)
            {
                case IdempotencyClaim.Refused refused:
                    return new ToolCallOutcome.Refused(facts, refused.Why);
                case IdempotencyClaim.Replay replay:
                    facts.IsReplay = true;
                    return answers.ToOutcome(allowed, replay.Result, facts);
            }

            // 7 and 8. Reserve, and call.
            var called = await CallAsync(call, allowed, (claim as IdempotencyClaim.Granted)?.Handle, facts, cancellationToken);

            // 9. Filter.
            return called.TryGet(out var result, out refusal) ? answers.ToOutcome(allowed, result, facts) : new ToolCallOutcome.Refused(facts, refusal);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ToolCallOutcome.Abandoned(facts);
        }
        catch (DependencyUnavailableException exception)
        {
            // A missing credential has been logged already.
            if (exception.Dependency != CredentialProvider.Dependency && (facts.Agent is not null || unauthenticated.MayLog()))
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

    /// <summary>Steps 2 to 4.</summary>
    private async ValueTask<RefusalOr<AllowedCall>> CheckAsync(
        ToolCall call, AgentIdentity agent, Verdict verdict, CallFacts facts, CancellationToken cancellationToken)
    {
        // 2. Decide.
        if (verdict is not Verdict.Allowed { Action: var action, Decision: var policy })
        {
            return ((Verdict.Denied)verdict).Why;
        }

        // 3. Validate. The body is read only if the call may be made.
        if (!IdempotencyKey.Read(call.IdempotencyKey).TryGet(out var key, out var refusal)
            || !(await call.ReadBody(cancellationToken)).TryGet(out var body, out refusal)
            || !parametersReader.Read(body, action.OptionalMembers).TryGet(out var parameters, out refusal))
        {
            return refusal;
        }

        facts.Parameters = parameters;
        if (action.Validate(parameters.Value) is { } errors)
        {
            return new Refusal(GatewayErrors.ParamsInvalid, "Some parameters are not valid.") { Errors = errors };
        }

        parameters.Recorded = RecordedParameters.Of(action, parameters.Value);

        // 4. Guard. On every call, because a remembered decision does not know the time.
        if (constraints.OfCall(policy.Constraints, action, parameters) is { } denied)
        {
            return denied;
        }

        ModelPlan? plan = null;
        if (action.ModelParameter is not null && !models.Prepare(action, policy, call.ModelHeaders, facts, ref parameters).TryGet(out plan, out refusal))
        {
            return refusal;
        }

        facts.Plan = plan;
        return new AllowedCall(agent, action, policy, parameters, key, call.Dialog, plan);
    }

    /// <summary>Steps 7 and 8.</summary>
    private async ValueTask<RefusalOr<ToolResult>> CallAsync(
        ToolCall call, AllowedCall allowed, IdempotencyHandle? claim, CallFacts facts, CancellationToken cancellationToken)
    {
        ToolResult? result = null;
        try
        {
            // 7. Reserve. A stored result costs nothing, so it needs no room.
            if (spending.HasPrice(allowed, facts) && await tools.FindStoredAsync(allowed, cancellationToken) is { } stored)
            {
                (result, facts.Cached, facts.WouldDeny) = (stored, true, shadow.OfCall(allowed.Policy, allowed.Action, allowed.Parameters));
                return result;
            }

            if (!(await spending.ReserveAsync(allowed, facts, cancellationToken)).TryGet(out var reserved, out var refusal))
            {
                return refusal;
            }

            // 8. Call.
            // Before the effect, so that the record that announces it says what policies in shadow mode would have done.
            facts.WouldDeny = shadow.OfCall(allowed.Policy, allowed.Action, allowed.Parameters);
            var stream = reserved.Model is { Streams: true } ? call.Stream : null;
            if (allowed.Action.HasSideEffects || stream is not null || facts.Held is { Reservation: not null })
            {
                await journal.AppendAsync(CallRecord.OfUnfinished(call, facts), durable: true);
                facts.IsAnnounced = true;
            }

            call.OnAsking?.Invoke(facts);
            (result, facts.Cached) = await tools.InvokeAsync(reserved, stream, facts.CountAttempt, cancellationToken);
            return result;
        }
        finally
        {
            if (claim is not null)
            {
                await claims.EndAsync(claim, result, facts);
            }
        }
    }

    /// <summary>A call that did not reach the tool (breaker open, not configured, cancelled, replayed) uses no quota.</summary>
    private async ValueTask GiveBackAsync(ToolCallOutcome outcome)
    {
        var facts = outcome.Facts;
        if (facts is { CountedAt: not null, Limits: { } limits, Attempts: 0 } && (facts.IsReplay || outcome is not ToolCallOutcome.Answered))
        {
            facts.CountedAt = null;
            await limiter.GiveBackAsync(limits.Outcome.Charge);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The {Dependency} is not available.")]
        public static partial void Unavailable(ILogger logger, string dependency, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "An unexpected error ended a call.")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}
