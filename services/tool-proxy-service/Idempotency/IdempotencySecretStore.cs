using System.Security.Cryptography;
using FourRunr.Hosting.Secrets;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>
/// The secret in <c>idempotency_secrets</c>, read before the service listens. It stays the same when <c>GATEWAY_KEK</c> changes, so that
/// no key is forgotten.
/// </summary>
internal sealed class IdempotencySecretStore(Database database, KeyEnvelope envelope) : IHostedService
{
    private readonly DatabaseSecret _stored = new(
        database, envelope, "idempotency_secrets", new SecretLabel("idempotency", "secret", "1"),
        name: "the secret of the idempotency keys", loss: ", which forgets the keys of the last 24 hours");

    private IdempotencySecret? _secret;

    public IdempotencySecret Secret => _secret ?? throw new InvalidOperationException("The service has not started.");

    public async Task StartAsync(CancellationToken cancellationToken) => _secret = new IdempotencySecret(
        await _stored.ReadOrMakeAsync(() => RandomNumberGenerator.GetBytes(IdempotencySecret.Size), cancellationToken));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
