using System.Diagnostics.Metrics;
using FourRunr.Hosting.Telemetry;

namespace FourRunr.Auth.Telemetry;

/// <summary>The counters of auth-service. Labels are bounded: never the id of an agent, token or key.</summary>
internal sealed class AuthMetrics
{
    private readonly Counter<long> _agentCreations;
    private readonly Counter<long> _tokenGenerations;
    private readonly Counter<long> _tokenValidations;
    private readonly Counter<long> _tokenDecryptions;
    private readonly Counter<long> _tokenExpirations;
    private readonly Counter<long> _tokenRevocations;
    private readonly Counter<long> _securityEvents;

    public AuthMetrics(GatewayMeter gateway)
    {
        var meter = gateway.Meter;
        _agentCreations = meter.CreateCounter<long>("gateway_agent_creations");
        _tokenGenerations = meter.CreateCounter<long>("gateway_token_generations");
        _tokenValidations = meter.CreateCounter<long>("gateway_token_validations");
        _tokenDecryptions = meter.CreateCounter<long>("gateway_token_decryptions");
        _tokenExpirations = meter.CreateCounter<long>("gateway_token_expirations");
        _tokenRevocations = meter.CreateCounter<long>("gateway_token_revocations");
        _securityEvents = meter.CreateCounter<long>("gateway_security_events");
        ShowZeros();
    }

    public void AgentCreated() => _agentCreations.Add(1);

    public void TokenGenerated() => _tokenGenerations.Add(1);

    /// <param name="result"><c>active</c> or the code of the refusal.</param>
    public void TokenValidated(string result) => _tokenValidations.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>An RSA private-key operation, by far the most expensive part of a validation. A forged token must not cause one.</summary>
    public void TokenDecrypted() => _tokenDecryptions.Add(1);

    /// <summary>An expired token was presented.</summary>
    public void TokenExpired() => _tokenExpirations.Add(1);

    /// <param name="scope"><c>token</c> for one token; <c>agent</c>, <c>role</c> or <c>all</c> for a kill mark.</param>
    public void Revoked(string scope) => _tokenRevocations.Add(1, new KeyValuePair<string, object?>("scope", scope));

    public void SecurityEvent(string kind) => _securityEvents.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>Reports counters before their first event: Prometheus sees an increase only from an earlier value.</summary>
    private void ShowZeros()
    {
        Array.ForEach([_agentCreations, _tokenGenerations, _tokenDecryptions, _tokenExpirations], counter => counter.Add(0));
        foreach (var scope in (string[])["token", "agent", "role", "all"])
        {
            _tokenRevocations.Add(0, new KeyValuePair<string, object?>("scope", scope));
        }

        foreach (var kind in SecurityEventKind.All)
        {
            _securityEvents.Add(0, new KeyValuePair<string, object?>("kind", kind));
        }
    }
}
