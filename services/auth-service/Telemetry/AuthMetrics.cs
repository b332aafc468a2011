using System.Diagnostics.Metrics;
using FourRunr.Auth.SecurityEvents;
using FourRunr.Hosting.Telemetry;

namespace FourRunr.Auth.Telemetry;

/// <summary>What auth-service counts. Labels are bounded: never an agent, token or key id.</summary>
internal sealed class AuthMetrics
{
    private static readonly string[] RevocationScopes = ["token", "agent", "role", "all"];

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

    /// <summary>One RSA private-key operation, by far the dearest part of a validation: forgeries must never get here.</summary>
    public void TokenDecrypted() => _tokenDecryptions.Add(1);

    /// <summary>A token was presented after its end.</summary>
    public void TokenExpired() => _tokenExpirations.Add(1);

    /// <param name="scope"><c>token agent role all</c>: one token, or a kill mark.</param>
    public void Revoked(string scope) => _tokenRevocations.Add(1, Scope(scope));

    public void SecurityEvent(string kind) => _securityEvents.Add(1, Kind(kind));

    /// <summary>What has not happened yet is in a scrape too: an increase is only seen from a number that was there before.</summary>
    private void ShowZeros()
    {
        _agentCreations.Add(0);
        _tokenGenerations.Add(0);
        _tokenDecryptions.Add(0);
        _tokenExpirations.Add(0);
        foreach (var scope in RevocationScopes)
        {
            _tokenRevocations.Add(0, Scope(scope));
        }

        foreach (var kind in SecurityEventKind.All)
        {
            _securityEvents.Add(0, Kind(kind));
        }
    }

    private static KeyValuePair<string, object?> Scope(string scope) => new("scope", scope);

    private static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);
}
