using FourRunr.Contracts;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.CallRecords;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Resilience;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Bench.Micro.MeasuredGateways;

/// <summary>
/// A search behind HTTP, by an agent whose token and decision are known: whole, and step by step with the same objects. For one
/// caller at a time.
/// </summary>
internal sealed class SearchSteps(IServiceProvider proxy, string token)
{
    public const string Path = "/v1/tools/serpapi/search";
    public const string Body = $$"""{"q":"bench {{NumberedBytes.Placeholder}}"}""";

    /// <summary>More than can be taken in the time: a refusal would be another step.</summary>
    private const int Plenty = 1_000_000_000;

    private const int MoreThanAreStored = 25_000;

    private static readonly byte[] BodyBytes = Encoding.UTF8.GetBytes(Body);
    private static readonly RateLimit Rate = new(Plenty, TimeSpan.FromSeconds(1), Plenty);
    private static readonly Quota[] Quotas = [new("serpapi:*", Plenty, TimeSpan.FromHours(1), QuotaStrategy.Sliding)];

    private readonly ToolCallPipeline _pipeline = proxy.GetRequiredService<ToolCallPipeline>();
    private readonly AgentIdentifier _agents = proxy.GetRequiredService<AgentIdentifier>();
    private readonly CallAuthorizer _authorizer = proxy.GetRequiredService<CallAuthorizer>();
    private readonly CallParametersReader _parameters = proxy.GetRequiredService<CallParametersReader>();
    private readonly ICallLimiter _limiter = proxy.GetRequiredService<ICallLimiter>();
    private readonly ToolResiliencePipelines _tools = proxy.GetRequiredService<ToolResiliencePipelines>();
    private readonly AuditJournal _journal = proxy.GetRequiredService<AuditJournal>();
    private readonly ToolAction _action = proxy.GetRequiredService<ToolCatalog>().Find("serpapi", "search")!;
    private readonly NumberedBytes _freshBody = new(Encoding.UTF8.GetBytes(Body));

    private AgentIdentity? _agent;
    private ToolRequest? _request;
    private CallRecordResponse? _record;

    /// <summary>Makes the token, the decision and a result known, and what the steps take from those before them.</summary>
    public async Task PrepareAsync()
    {
        var outcome = await CallAsync(BodyBytes);
        (_agent, _record) = (outcome.Facts.Agent, CallRecord.Of(Call(BodyBytes), outcome));
        _request = new ToolRequest { Action = _action, Parameters = outcome.Facts.Parameters!.Value };
    }

    /// <summary>As under load: from then on every result that is stored pushes out others.</summary>
    public async Task FillStoredResultsAsync()
    {
        for (var calls = 0; calls < MoreThanAreStored; calls++)
        {
            await CallFreshAsync();
        }
    }

    /// <summary>With a body that no call had before: no stored result serves.</summary>
    public Task<ToolCallOutcome> CallFreshAsync() => CallAsync(_freshBody.Next());

    /// <summary>The tool is asked once a minute; else its stored result serves.</summary>
    public Task<ToolCallOutcome> CallStoredAsync() => CallAsync(BodyBytes);

    /// <summary>Who holds the token, as remembered.</summary>
    public async Task<bool> IdentifyAsync() => (await _agents.IdentifyAsync(new Credential(token.AsMemory()), CancellationToken.None)).TryGet(out _, out _);

    /// <summary>Whether the agent may search, as remembered.</summary>
    public async Task<bool> DecideAsync() => await _authorizer.DecideAsync(_agent!, _action, intent: null, CancellationToken.None) is Verdict.Allowed;

    public bool ReadParameters()
    {
        return _parameters.Read(BodyBytes, _action.OptionalMembers).TryGet(out var parameters, out _)
            && _action.Validate(parameters.Value) is null && RecordedParameters.Of(_action, parameters.Value).Count > 0;
    }

    public Task<bool> TakePermitAsync() => TakeAsync([]);

    public Task<bool> TakePermitAndQuotaAsync() => TakeAsync(Quotas);

    /// <summary>The mock tool behind its timeouts, retries and breaker.</summary>
    public Task<ToolResult> AskToolAsync() => _tools.For(_request!).CallAsync(_request!);

    /// <summary>Returns when the record is in the journal's file.</summary>
    public Task<long> RecordAsync() => _journal.AppendAsync(_record!, durable: false);

    private async Task<bool> TakeAsync(IReadOnlyList<Quota> quotas)
    {
        var outcome = await _limiter.TakeAsync(new LimitRequest(_agent!.AgentId, Rate, quotas), CancellationToken.None);
        _limiter.Recorded(outcome.Charge);
        return outcome.Allowed && !outcome.Degraded ? true : throw new InvalidOperationException("The limiter did not do what is measured.");
    }

    private async Task<ToolCallOutcome> CallAsync(byte[] body)
    {
        var outcome = await _pipeline.RunAsync(Call(body), CancellationToken.None);
        return outcome is ToolCallOutcome.Answered ? outcome : throw new InvalidOperationException($"A call ended with {outcome.Code}.");
    }

    private ToolCall Call(byte[] body) => new()
    {
        CorrelationId = "bench",
        Caller = default,
        Credential = new Credential(token.AsMemory()),
        Tool = _action.Tool,
        Action = _action.Name,
        ReadBody = _ => ValueTask.FromResult<RefusalOr<ReadOnlyMemory<byte>>>(new ReadOnlyMemory<byte>(body)),
    };
}
