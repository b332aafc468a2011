using FourRunr.Auth.Telemetry;

namespace FourRunr.Auth.SecurityEvents;

/// <summary>Records what should not happen in a healthy system, for auditors. When there are many events, most are only counted.</summary>
internal sealed partial class SecurityEventLog(
    SecurityEventStore store, SecurityEventSums sums, AuthMetrics metrics, TimeProvider clock, ILogger<SecurityEventLog> log)
{
    /// <param name="tokenId">The id in the token's claims.</param>
    /// <param name="detail">What is wrong; no secret.</param>
    public Task ProvenanceMismatchAsync(string tokenId, string detail, CancellationToken cancellationToken) =>
        RecordAsync(SecurityEventKind.ProvenanceMismatch, tokenId, detail, cancellationToken);

    public Task AssertionReplayedAsync(string agentId, CancellationToken cancellationToken) =>
        RecordAsync(SecurityEventKind.AssertionReplayed, agentId, "A client assertion was sent a second time.", cancellationToken);

    public Task ClientAuthorizedAsync(string agentId, string clientId, string operatorId, CancellationToken cancellationToken) =>
        RecordAsync(SecurityEventKind.ClientAuthorized, agentId, $"Operator {operatorId} let the client {clientId} act as this agent.", cancellationToken);

    public Task AuthorizationCodeReplayedAsync(string agentId, string clientId, CancellationToken cancellationToken) => RecordAsync(
        SecurityEventKind.AuthorizationCodeReplayed, agentId, $"A code of the client {clientId} was sent a second time. Its tokens were revoked.", cancellationToken);

    public Task RefreshTokenReusedAsync(string agentId, string clientId, CancellationToken cancellationToken) => RecordAsync(
        SecurityEventKind.RefreshTokenReused, agentId, $"A refresh token of the client {clientId} was sent a second time. Its tokens were revoked.", cancellationToken);

    /// <summary>Stores how many events were only counted.</summary>
    /// <exception cref="Storage.StorageUnavailableException">The database is not available.</exception>
    public Task RecordSumAsync(SecurityEventSum sum, CancellationToken cancellationToken)
    {
        Log.SumRecorded(log, sum.Events, sum.Kind, sum.Subject);
        var detail = $"{sum.Events} more events within a minute of this time.";
        return store.AddAsync(sum.Kind, sum.Subject, detail, sum.Since, sum.Events, cancellationToken);
    }

    private async Task RecordAsync(string kind, string subject, string detail, CancellationToken cancellationToken)
    {
        metrics.SecurityEvent(kind);
        if (!sums.IsSingle(kind, subject))
        {
            return;
        }

        Log.Recorded(log, kind, subject);
        try
        {
            await store.AddAsync(kind, subject, detail, clock.GetUtcNow(), events: null, cancellationToken);
        }
        catch
        {
            sums.Add(kind, subject, 1);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Security event {Kind} about {Subject}.")]
        public static partial void Recorded(ILogger logger, string kind, string subject);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Events} more security events {Kind} about {Subject} in the last minute.")]
        public static partial void SumRecorded(ILogger logger, long events, string kind, string? subject);
    }
}
