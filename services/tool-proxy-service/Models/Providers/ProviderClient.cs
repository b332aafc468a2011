using System.Threading.RateLimiting;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Models.Mocks;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Resilience;
using FourRunr.ToolProxy.Tools;
using Polly;
using Polly.CircuitBreaker;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>Asks one provider: its concurrency limit around the whole call, its breaker around each attempt up to the answer's beginning.</summary>
internal sealed partial class ProviderClient : IDisposable
{
    private const int MostErrorBytes = 64 * 1024;
    private const int PeekedBytes = 1024;
    private static readonly TimeSpan BreakerPause = TimeSpan.FromSeconds(1);

    private readonly ModelProvider _provider;
    private readonly OutboundHttp _http;
    private readonly CredentialProvider _credentials;
    private readonly ProviderFailures _failures;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly ProviderKeys _keys;
    private readonly ConcurrencyLimiter _concurrency;
    private readonly ProviderBreaker _state;
    private readonly ResiliencePipeline<ProviderReply> _breaker;

    public ProviderClient(
        ModelProvider provider, OutboundHttp http, CredentialProvider credentials, ProviderFailures failures, ProviderBreaker breaker, TimeProvider clock, ILogger log)
    {
        (_provider, _http, _credentials, _failures, _state, _clock, _log) = (provider, http, credentials, failures, breaker, clock, log);
        _keys = new ProviderKeys(provider.Credentials, clock);
        _concurrency = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = provider.MaxConcurrent });
        _breaker = new ResiliencePipelineBuilder<ProviderReply> { TimeProvider = clock }.AddCircuitBreaker(Breaker()).Build();
    }

    /// <returns>A lease to be kept until the answer has ended; it may be refused.</returns>
    public RateLimitLease Enter() => _concurrency.AttemptAcquire();

    /// <summary>Asks with one credential after the other, until the provider takes one.</summary>
    /// <param name="onAttempt">Called before each attempt.</param>
    /// <exception cref="DependencyUnavailableException">A credential cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The caller is gone.</exception>
    public async Task<ProviderReply> AskAsync(ProviderMessage message, Action onAttempt, CancellationToken cancellationToken)
    {
        if (_provider.Credentials.Count == 0)
        {
            return await AskAsync(message, credential: null, onAttempt, cancellationToken);
        }

        ProviderReply? reply = null;
        List<ProviderReply.Failed>? charged = null;
        foreach (var name in _keys.InOrder())
        {
            if (await _credentials.FindAsync(name, cancellationToken) is not { } credential || credential.Field(ToolCredential.Single) is null)
            {
                continue;
            }

            reply = await AskAsync(message, credential, onAttempt, cancellationToken);
            reply = charged is null ? reply : reply with { Refused = [.. charged] };
            if (reply is not ProviderReply.Failed { KeyRest: { } rest } refused)
            {
                _keys.Accepted(name);
                return reply;
            }

            if (refused.Usage is not null)
            {
                (charged ??= []).Add(refused);
            }

            _keys.Rest(name, rest);
            Log.KeyRests(_log, _provider.Name, name, refused.Failure.Why.Kind.Code, rest.TotalSeconds);
        }

        return reply ?? ProviderFailures.NotConfigured(_provider);
    }

    public void Dispose() => _concurrency.Dispose();

    private async Task<ProviderReply> AskAsync(ProviderMessage message, ToolCredential? credential, Action onAttempt, CancellationToken cancellationToken)
    {
        try
        {
            return await _breaker.ExecuteAsync(
                static async (asked, token) =>
                {
                    asked.onAttempt();
                    return await asked.Client.SendAsync(asked.message, asked.credential, token);
                },
                (Client: this, message, credential, onAttempt),
                cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            _state.FailedFast();
            return ProviderFailures.BreakerOpen(exception.RetryAfter ?? BreakerPause);
        }
    }

    private async Task<ProviderReply> SendAsync(ProviderMessage message, ToolCredential? credential, CancellationToken cancellationToken)
    {
        var askedAt = _clock.GetTimestamp();
        if (_provider.BaseUrl is not { } baseUrl)
        {
            var mocked = MockProvider.Answer(message.Dialect, message.Body, message.Streams);
            return new ProviderReply.Answer(
                mocked, ToolResult.Mock, message.Streams ? "text/event-stream" : "application/json", Credential: null, Owner: mocked, askedAt);
        }

        var request = new OutboundRequest
        {
            Method = HttpMethod.Post,
            Url = new Uri(baseUrl, message.Path),
            Headers = [.. message.Headers, .. KeyOf(credential)],
            Content = () => new ReadOnlyMemoryContent(message.Body) { Headers = { ContentType = new("application/json") } },
        };
        using var late = new CancellationTokenSource(message.Streams ? _provider.FirstByte : _provider.Total, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await _http.OpenAsync(request, either.Token) switch
            {
                OutboundResult.Opened { Status: >= 200 and < 300 } answer when message.Streams => await BeginAsync(message.Dialect, answer, credential, askedAt, either.Token),
                OutboundResult.Opened { Status: >= 200 and < 300 } answer => ToAnswer(answer, answer.Body, credential, askedAt),
                OutboundResult.Opened refused => await ReadRefusalAsync(message.Dialect, refused, credential, either.Token),
                OutboundResult.Failure failure => ProviderFailures.Of(failure),
                var other => throw new InvalidOperationException($"{other.GetType().Name} is no answer."),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProviderFailures.TimedOut();
        }
    }

    /// <summary>Waits for the first event: a stream that fails before it has said anything can still be asked of somebody else.</summary>
    private static async Task<ProviderReply> BeginAsync(
        ModelDialect dialect, OutboundResult.Opened answer, ToolCredential? credential, long askedAt, CancellationToken cancellationToken)
    {
        var isTaken = false;
        try
        {
            var first = new byte[PeekedBytes];
            var length = await answer.Body.ReadAsync(first, cancellationToken);
            if (length == 0)
            {
                return ProviderFailures.BrokenOff("The provider's answer ended before it began.");
            }

            if (first.AsSpan().StartsWith("event: error"u8) || first.AsSpan().StartsWith("data: {\"error\""u8))
            {
                return ProviderFailures.BrokenOff("The provider failed before it answered.") with { Usage = UsageReader.OfEvent(dialect, first.AsSpan(0, length)) };
            }

            isTaken = true;
            return ToAnswer(answer, new PeekedStream(first.AsMemory(0, length), answer.Body), credential, askedAt);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && OutboundErrorReader.Of(exception) is { } failure)
        {
            return ProviderFailures.Of(failure);
        }
        finally
        {
            if (!isTaken)
            {
                answer.Dispose();
            }
        }
    }

    private static ProviderReply.Answer ToAnswer(OutboundResult.Opened answer, Stream body, ToolCredential? credential, long askedAt) =>
        new(body, answer.Origin, answer.Header("content-type"), credential, answer, askedAt);

    private async Task<ProviderReply> ReadRefusalAsync(
        ModelDialect dialect, OutboundResult.Opened answer, ToolCredential? credential, CancellationToken cancellationToken)
    {
        using (answer)
        {
            byte[]? body = null;
            try
            {
                body = await CappedBody.ReadAsync(answer.Body, MostErrorBytes, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException && OutboundErrorReader.Of(exception) is not null)
            {
                // The status says enough.
            }

            return _failures.Of(answer.Read(body ?? []), credential is null ? [] : [.. credential.Secrets]) with { Usage = UsageReader.Of(dialect, body) };
        }
    }

    private IEnumerable<KeyValuePair<string, string>> KeyOf(ToolCredential? credential) => credential?.Field(ToolCredential.Single) is { } secret
        ?
        [
            _provider.Key switch
            {
                KeyPlacement.XApiKey => new("x-api-key", secret),
                KeyPlacement.ApiKey => new("api-key", secret),
                _ => new("Authorization", $"Bearer {secret}"),
            },
        ]
        : [];

    private CircuitBreakerStrategyOptions<ProviderReply> Breaker() => new()
    {
        ShouldHandle = arguments => new(arguments.Outcome.Result is ProviderReply.Failed { IsProviderFault: true }),
        FailureRatio = BreakerSettings.FailureRatio,
        MinimumThroughput = _provider.BreakerMinimum,
        SamplingDuration = BreakerSettings.Sampling,
        BreakDuration = _provider.BreakerPause,
        StateProvider = _state.StateProvider,
        OnOpened = _ => Changed(CircuitState.Open),
        OnHalfOpened = _ => Changed(CircuitState.HalfOpen),
        OnClosed = _ => Changed(CircuitState.Closed),
    };

    private ValueTask Changed(CircuitState state)
    {
        _state.Changed();
        Log.BreakerChanged(_log, _provider.Name, state);
        return default;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The provider {Provider} refused its credential {Credential} ({Code}); it is not used for {Seconds} s.")]
        public static partial void KeyRests(ILogger logger, string provider, string credential, string code, double seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The breaker of the provider {Provider} is now {State}.")]
        public static partial void BreakerChanged(ILogger logger, string provider, CircuitState state);
    }
}
