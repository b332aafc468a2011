using System.Security.Cryptography;
using FourRunr.Hosting;
using FourRunr.Hosting.Secrets;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>
/// The secret of <c>idempotency_secrets</c>, read before the service listens. It outlives a change of <c>GATEWAY_KEK</c>: keys
/// must not be forgotten because of one.
/// </summary>
internal sealed class IdempotencySecretStore(Database database, KeyEnvelope envelope) : IHostedService
{
    private readonly DatabaseSecret _stored = new(database, envelope, "idempotency_secrets", new SecretLabel("idempotency", "secret", "1"));

    private IdempotencySecret? _secret;

    public IdempotencySecret Secret => _secret ?? throw new InvalidOperationException("The service has not started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _secret = new IdempotencySecret(
                await _stored.ReadOrMakeAsync(() => RandomNumberGenerator.GetBytes(IdempotencySecret.Size), cancellationToken));
        }
        catch (SecretUnreadableException)
        {
            throw new InvalidConfigurationException(
                "GATEWAY_KEK does not open the secret of the idempotency keys. Start with the key that made it, here or in "
                + "GATEWAY_KEK_PREVIOUS; if it is lost, empty the table idempotency_secrets, which forgets the keys of the last 24 hours.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
