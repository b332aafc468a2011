using System.Security.Cryptography;
using System.Text.Json;
using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.Storage;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>
/// Sees to it that calls with one <c>Idempotency-Key</c> act once, by any number of replicas on one database: the first claims
/// the key before it reaches the tool and settles after, the others are told what became of it.
/// <list type="bullet">
/// <item>A claim is believed alive for the action's total time and 10 s more, which also cover replicas whose clocks differ.</item>
/// <item>One that is dead and may have acted is <c>outcome_unknown</c>; one without side effects gives way to the next.</item>
/// <item>24 h after the claim the key is free again.</item>
/// </list>
/// </summary>
internal sealed partial class IdempotentCalls(
    IdempotencyStore store, IdempotencySecretStore secrets, TimeProvider clock, ILogger<IdempotentCalls> log)
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>What a call may need beside the tool's time, and the most that the replicas' clocks may differ.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>Of an answer of an action without side effects; every key takes its room for a day.</summary>
    public const int MostBytesOfARead = 16 * 1024;

    private static readonly TimeSpan InFlightRetry = TimeSpan.FromSeconds(1);

    /// <summary>Claims the key for this call, durably, or says what became of the call that has it.</summary>
    /// <param name="cancellationToken">Heard before the claim, not in the midst of it.</param>
    /// <exception cref="DependencyUnavailableException">It cannot be known whether the call may go on.</exception>
    public async Task<IdempotencyClaim> ClaimAsync(IdempotentCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = clock.GetUtcNow();
        var claim = new IdempotencyRow
        {
            Scope = secrets.Secret.ScopeOf(call),
            Body = secrets.Secret.BodyOf(call),
            Owner = Guid.CreateVersion7(now).ToString("N"),
            State = IdempotencyRow.Held,
            SideEffects = call.Action.HasSideEffects,
            LeaseEndsAt = now + call.Action.Times.Total + Margin,
            ExpiresAt = now + Kept,
        };
        try
        {
            return await store.ClaimAsync(claim, now) is { } other
                ? Answer(other, claim.Body, now)
                : new IdempotencyClaim.Granted(new IdempotencyHandle(claim.Scope, claim.Owner, claim.SideEffects));
        }
        catch (StorageUnavailableException exception)
        {
            throw new DependencyUnavailableException("database", exception);
        }
    }

    /// <summary>
    /// Says how the call ended; <see cref="Settlements"/> decides what that means for its key. Never throws: the call has ended as
    /// it has, and what could not be stored counts as dead after the lease.
    /// </summary>
    /// <param name="result">Of all attempts together: may one of them have acted, so may the call. Null: it broke off without a result.</param>
    public Task SettleAsync(IdempotencyHandle claim, ToolResult? result) => Settlements.Of(result, claim.HasSideEffects) switch
    {
        Settlement.Keep => KeepAsync(claim, KeptResult.Write(result!)),
        Settlement.Unknown => EndAsync(() => store.EndAsync(claim, IdempotencyRow.Unknown, answer: null)),
        _ => ReleaseAsync(claim),
    };

    /// <summary>The call ended before the tool was asked: the key may be used again at once. Never throws.</summary>
    public Task ReleaseAsync(IdempotencyHandle claim) => EndAsync(() => store.ForgetAsync(claim));

    /// <summary>A large answer without an effect is not worth its room: an equal call may ask the tool again.</summary>
    private Task KeepAsync(IdempotencyHandle claim, byte[] answer) => claim.HasSideEffects || answer.Length <= MostBytesOfARead
        ? EndAsync(() => store.EndAsync(claim, IdempotencyRow.Kept, secrets.Secret.Seal(claim.Scope, claim.Owner, answer)))
        : ReleaseAsync(claim);

    private async Task EndAsync(Func<Task> store)
    {
        try
        {
            await store();
        }
        catch (Exception exception)
        {
            Log.NotSettled(log, exception);
        }
    }

    private IdempotencyClaim Answer(IdempotencyRow row, string body, DateTimeOffset now)
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
            default:
                return Refuse(GatewayErrors.OutcomeUnknown);
        }
    }

    private IdempotencyClaim Replay(IdempotencyRow row)
    {
        try
        {
            return new IdempotencyClaim.Replay(KeptResult.Read(secrets.Secret.Open(row.Scope, row.Owner, row.Answer)));
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            // Somebody changed the row: all that can be said is that the call must not be made again.
            Log.Unreadable(log, exception);
            return Refuse(GatewayErrors.OutcomeUnknown);
        }
    }

    private static IdempotencyClaim.Refused Refuse(ErrorKind kind) => new(new Refusal(kind));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The end of an idempotent call could not be stored; its key counts as unsettled.")]
        public static partial void NotSettled(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "A kept answer could not be read.")]
        public static partial void Unreadable(ILogger logger, Exception exception);
    }
}
