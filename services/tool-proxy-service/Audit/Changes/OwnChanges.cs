using FourRunr.Hosting.Resilience;

namespace FourRunr.ToolProxy.Audit.Changes;

/// <summary>The changes that this service makes itself.</summary>
internal sealed class OwnChanges(ChangeOutbox outbox) : IChangeSource
{
    public string Name => DependencyModule.ToolProxy;

    public Task<IReadOnlyList<OperatorChangeResponse>> ClaimAsync(string writer, int limit, CancellationToken cancellationToken) => outbox.ClaimAsync(writer, limit, cancellationToken);

    public Task AcknowledgeAsync(IReadOnlyList<string> changeIds, CancellationToken cancellationToken) => outbox.AcknowledgeAsync(changeIds, cancellationToken);
}
