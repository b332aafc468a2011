using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Models.Tokens;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Attempts;

/// <summary>Asks one provider and passes its answer on, whole or as it comes.</summary>
internal sealed class ModelAttempt(ModelDirectory directory, ProviderClients clients, StreamRelay relay, TokenCounter tokens, TimeProvider clock)
{
    /// <summary>2,048 vectors of 3,072 numbers in base64 have 32 MiB.</summary>
    private const int MostAnswerBytes = 48 * 1024 * 1024;

    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);

    /// <exception cref="DependencyUnavailableException">The provider's credential cannot be read.</exception>
    public async Task<AttemptResult> RunAsync(ToolRequest request, ModelDialect dialect, ModelPlan plan, ModelCandidate candidate)
    {
        var started = clock.GetTimestamp();
        var provider = directory.Provider(candidate.Provider);
        var client = clients.Of(candidate.Provider);
        var gone = request.Stream?.CallerGone ?? request.CallerGone;
        using var lease = client.Enter();
        if (!lease.IsAcquired)
        {
            var busy = new ToolResult.Failure(new Refusal(GatewayErrors.ToolBusy, "Too many calls are under way.") { RetryAfter = BusyPause }) { IsTransient = true };
            return new AttemptResult(busy with { Model = new ModelAnswer(candidate.Provider, candidate.Model, Usage: null, TimeToFirstByte: null) }, FallbackReason.RateLimited);
        }

        var message = UpstreamMessage.Of(dialect, request.Parameters, plan, provider, candidate.Model);
        var known = new ModelAnswer(candidate.Provider, candidate.Model, Usage: null, TimeToFirstByte: null);
        try
        {
            using var reply = await client.AskAsync(message, request.OnAttempt, gone);
            known = known with { FailedAttempts = [.. reply.Refused.Select(refused => FailedAttemptOf(candidate, refused))] };
            switch (reply)
            {
                case ProviderReply.Failed failed:
                    var usage = plan.IsFree ? null : failed.Usage ?? (failed.MayCost ? UsageReader.Unknown : null);
                    return new AttemptResult(failed.Failure with { Model = known with { Usage = usage } }, failed.Reason);
                case ProviderReply.Answer answer:
                    known = known with { TimeToFirstByte = clock.GetElapsedTime(started) };
                    return plan.Streams
                        ? await RelayAsync(request, dialect, plan, candidate, answer, known, started)
                        : await ReadAsync(dialect, plan, provider, answer, known, gone);
                default:
                    throw new InvalidOperationException($"{reply.GetType().Name} is no reply.");
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return new AttemptResult(Gone(plan, known));
        }
    }

    private async Task<AttemptResult> ReadAsync(
        ModelDialect dialect, ModelPlan plan, ModelProvider provider, ProviderReply.Answer answer, ModelAnswer known, CancellationToken gone)
    {
        var unknown = known with { Usage = plan.IsFree ? null : UsageReader.Unknown };
        using var late = new CancellationTokenSource(LeftOf(provider, answer), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, gone);
        try
        {
            if (await CappedBody.ReadAsync(answer.Body, MostAnswerBytes, either.Token) is not { } body)
            {
                return new AttemptResult(
                    new ToolResult.Failure(GatewayErrors.UpstreamFailed, OutboundErrorReader.TooLarge(MostAnswerBytes).Detail) { Model = unknown });
            }

            var model = known with { Usage = plan.IsFree ? null : UsageReader.Of(dialect, body) ?? UsageReader.Unknown };
            return IsObject(body)
                ? new AttemptResult(new ToolResult.Success(WithoutSecret(body, answer.Credential), answer.Origin) { Model = model })
                : new AttemptResult(
                    new ToolResult.Failure(GatewayErrors.UpstreamFailed, "The provider's answer is not a JSON object.") { Model = model }, FallbackReason.ServerError);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return new AttemptResult(
                new ToolResult.Failure(GatewayErrors.UpstreamTimeout, "The provider did not finish its answer in time.") { Model = unknown }, FallbackReason.Timeout);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && OutboundErrorReader.Of(exception) is { } failure)
        {
            return new AttemptResult(OutboundFailureMapper.ForConfiguredUrl(failure) with { Model = unknown }, FallbackReason.ServerError);
        }
    }

    private async Task<AttemptResult> RelayAsync(
        ToolRequest request, ModelDialect dialect, ModelPlan plan, ModelCandidate candidate, ProviderReply.Answer answer, ModelAnswer known, long started)
    {
        var provider = directory.Provider(candidate.Provider);
        var unknown = known with { Usage = UsageReader.Unknown };
        if (request.Stream is not { } caller)
        {
            return new AttemptResult(new ToolResult.Failure(GatewayErrors.ParamsInvalid, "This call cannot stream.") { Model = unknown });
        }

        if (!answer.IsEventStream)
        {
            return new AttemptResult(new ToolResult.Failure(GatewayErrors.UpstreamFailed, "The provider's answer does not stream.") { Model = unknown });
        }

        using var late = new CancellationTokenSource(LeftOf(provider, answer), clock);
        using var withoutSecret = answer.Credential?.Field(ToolCredential.Single) is { Length: >= CredentialEcho.ShortestSecret } secret
            ? new SecretFreeStream(answer.Body, Encoding.UTF8.GetBytes(secret))
            : null;
        var relayed = await relay.RunAsync(
            withoutSecret ?? answer.Body,
            new RelayRequest
            {
                Dialect = dialect,
                Answer = caller,
                Provider = provider.Name,
                Model = plan.Model,
                Filters = request.Filters,
                FilterMode = request.Filters?.Models.StreamFilter ?? StreamFilterMode.Window,
                WantsUsage = plan.WantsUsage,
                InputTokens = () => Math.Min(plan.InputTokens, Count(request.Parameters.GetRawText())),
                CountTokens = Count,
                MayReasonHidden = plan.MayReasonHidden,
                IdleTime = provider.Idle,
                Clock = clock,
                StartedAt = started,
            },
            late.Token);
        var model = known with { Usage = relayed.Usage, TimeToFirstByte = relayed.FirstByte ?? known.TimeToFirstByte };
        ToolResult result = relayed switch
        {
            { Ended: StreamEnd.CallerGone } => new ToolResult.Streamed(ReadOnlyMemory<byte>.Empty, relayed.Bytes, answer.Origin, IsCallerGone: true) { Model = model },
            { Why: { } why } => new ToolResult.Failure(why) { End = caller.HasBegun ? relayed.End : default, Model = model },
            _ => new ToolResult.Streamed(relayed.End, relayed.Bytes, answer.Origin, IsCallerGone: false) { Model = model },
        };
        return new AttemptResult(result, caller.HasBegun ? FallbackReason.None : ReasonOf(relayed.Ended), IsMeasured: true);

        long Count(string text) => tokens.Count(text, candidate.Encoding, candidate.TokenFactor);
    }

    /// <summary>Of the time of the whole answer, what its beginning has left.</summary>
    private TimeSpan LeftOf(ModelProvider provider, ProviderReply.Answer answer)
    {
        var left = provider.Total - clock.GetElapsedTime(answer.AskedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static FallbackReason ReasonOf(StreamEnd ended) => ended switch
    {
        StreamEnd.ProviderError or StreamEnd.Cut => FallbackReason.ServerError,
        StreamEnd.Silence => FallbackReason.Timeout,
        _ => FallbackReason.None,
    };

    /// <summary>Whoever goes away while the provider works does not learn what it has cost until then; nor does the gateway.</summary>
    private static ToolResult.Streamed Gone(ModelPlan plan, ModelAnswer known) =>
        new(ReadOnlyMemory<byte>.Empty, Bytes: 0, known.Provider, IsCallerGone: true) { Model = known with { Usage = plan.IsFree ? null : UsageReader.Unknown } };

    private static FailedAttempt FailedAttemptOf(ModelCandidate candidate, ProviderReply.Failed refused) => new()
    {
        Provider = candidate.Provider,
        ProviderModel = candidate.Model,
        Outcome = refused.Failure.Why.Kind.Code,
        Usage = refused.Usage,
    };

    private static bool IsObject(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body).ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ToolData WithoutSecret(byte[] body, ToolCredential? credential) =>
        credential is not null && credential.Forms.AreIn(Encoding.UTF8.GetString(body))
            ? ToolData.Of(CredentialEcho.Remove(JsonNode.Parse(body), credential))
            : ToolData.Of(body);
}
