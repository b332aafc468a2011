namespace FourRunr.ToolProxy.Idempotency;

/// <summary>Deletes expired keys.</summary>
internal sealed class IdempotencyHousekeeper(IdempotencyStore store, TimeProvider clock, ILogger<IdempotencyHousekeeper> log)
    : Housekeeper("Expired idempotency keys could not be deleted", clock, log)
{
    protected override Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken) => store.CleanAsync(now, cancellationToken);
}
