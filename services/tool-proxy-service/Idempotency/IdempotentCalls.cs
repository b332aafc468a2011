using System.Security.Cryptography;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>
/// Makes calls with the same <c>Idempotency-Key</c> act once, on any number of replicas with one database. The first call claims the key
/// before it reaches the tool and completes the claim afterwards; the others get its result.
/// <list type="bullet">
/// <item>A claim is alive for the action's total time and 10 s more, which also cover differing clocks of replicas.</item>
/// <item>An abandoned claim that may have acted is <c>outcome_unknown</c>; one without side effects is replaced by the next.</item>
/// <item>A key is free again 24 h after the claim.</item>
/// </list>
/// </summary>
internal sealed partial class IdempotentCalls(
    IdempotencyStore store, IdempotencySecretStore secrets, TimeProvider clock, ILogger<IdempotentCalls> log)
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>The time that a call may need beside the tool's, and the largest difference between the replicas' clocks.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>Largest kept answer of an action without side effects: every key is stored for a day.</summary>
    public const int MostBytesOfARead = 16 * 1024;

    private static readonly TimeSpan InFlightRetry = TimeSpan.FromSeconds(1);

    /// <summary>Claims the key for this call, durably, or returns how the call that has it ended.</summary>
    /// <param name="cancellationToken">Checked before the claim, not during it.</param>
    /// <exception cref="DependencyUnavailableException">Whether the call may go on is not known.</exception>
    public async Task<IdempotencyClaim> ClaimAsync(IdempotentCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = clock.GetUtcNow();
        var claim = new IdempotencyRow(
            secrets.Secret.ScopeOf(call),
            secrets.Secret.BodyOf(call),
            Owner: Guid.CreateVersion7(now).ToString("N"),
            IdempotencyRow.Held,
            call.Action.HasSideEffects,
            LeaseEndsAt: now + call.Action.Times.Total + Margin,
            ExpiresAt: now + Kept,
            Answer: null);
        try
        {
            var (isGranted, other) = await store.ClaimAsync(claim, call.Condition, now);
            return isGranted
                ? new IdempotencyClaim.Granted(
                    new IdempotencyHandle(claim.Scope, claim.Owner, claim.SideEffects) { Condition = call.Condition, KeepsAnswer = call.KeepsAnswer })
                : other is null ? new IdempotencyClaim.NotMet() : ToClaim(other, claim.Body, now);
        }
        catch (StorageUnavailableException exception)
        {
            throw new DependencyUnavailableException("database", exception);
        }
    }

    /// <summary>
    /// Stores how the call ended, as <see cref="KeyCompletionRule"/> decides. Never throws: a claim whose end could not be stored counts as
    /// abandoned after the lease.
    /// </summary>
    /// <param name="result">The result of all attempts: if one of them may have acted, so may the call. Null if the call ended without a
    /// result.</param>
    public Task CompleteAsync(IdempotencyHandle claim, ToolResult? result) => KeyCompletionRule.Of(result, claim.HasSideEffects) switch
    {
        KeyCompletion.Keep when !claim.KeepsAnswer => EndAsync(() => store.EndAsync(claim, IdempotencyRow.Spent, answer: null)),
        KeyCompletion.Keep => KeepAsync(claim, KeptResult.Write(result!)),
        KeyCompletion.Unknown => EndAsync(() => store.EndAsync(claim, IdempotencyRow.Unknown, answer: null)),
        _ => ReleaseAsync(claim),
    };

    /// <summary>The call ended before the tool was asked: the key may be used again at once. Never throws.</summary>
    public Task ReleaseAsync(IdempotencyHandle claim) => EndAsync(() => store.ForgetAsync(claim));

    /// <summary>
    /// A large answer of an action without side effects is not kept: an equal call may ask the tool again, if it uses nothing up.
    /// </summary>
    private Task KeepAsync(IdempotencyHandle claim, byte[] answer) => claim.HasSideEffects || answer.Length <= MostBytesOfARead
        ? EndAsync(() => store.EndAsync(claim, IdempotencyRow.Kept, secrets.Secret.Encrypt(claim.Scope, claim.Owner, answer)))
        : claim.Condition is null ? ReleaseAsync(claim) : EndAsync(() => store.EndAsync(claim, IdempotencyRow.Spent, answer: null));

    private async Task EndAsync(Func<Task> store)
    {
        try
        {
            await store();
        }
        catch (Exception exception)
        {
            Log.NotCompleted(log, exception);
        }
    }

    private IdempotencyClaim ToClaim(IdempotencyRow row, string body, DateTimeOffset now)
    {
        if (row.Body != body)
        {
            return Refuse(GatewayErrors.IdempotencyMismatch);
        }

        switch (row.State)
        {
            case IdempotencyRow.Held when now < row.LeaseEndsAt:
                return new IdempotencyClaim.Refused(new Refusal(GatewayErrors.IdempotencyInFlight) { RetryAfter = InFlightRetry });
            case IdempotencyRow.Kept:
                return Replay(row);
            case IdempotencyRow.Spent:
                return new IdempotencyClaim.NotMet();
            default:
                return Refuse(GatewayErrors.OutcomeUnknown);
        }
    }

    private IdempotencyClaim Replay(IdempotencyRow row)
    {
        try
        {
            return new IdempotencyClaim.Replay(KeptResult.Read(secrets.Secret.Decrypt(row.Scope, row.Owner, row.Answer)));
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            // Somebody changed the row: the call must not be made again.
            Log.Unreadable(log, exception);
            return Refuse(GatewayErrors.OutcomeUnknown);
        }
    }

    private static IdempotencyClaim.Refused Refuse(ErrorKind kind) => new(new Refusal(kind));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The end of an idempotent call could not be stored; its key stays claimed until the lease ends.")]
        public static partial void NotCompleted(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "A stored answer could not be read.")]
        public static partial void Unreadable(ILogger logger, Exception exception);
    }
}
