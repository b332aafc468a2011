using FourRunr.Hosting.Resilience;

namespace FourRunr.ToolProxy.Audit.Changes;

/// <summary>The changes of another service.</summary>
internal sealed class ServiceChanges(string name, DependencyClient service) : IChangeSource
{
    public string Name => name;

    public async Task<IReadOnlyList<OperatorChangeResponse>> ClaimAsync(string writer, int limit, CancellationToken cancellationToken) =>
        (await service.PostAsync<ClaimedChangesResponse>("/v1/changes/claim", () => Body(new ClaimChangesRequest(writer, limit)), cancellationToken)).Changes;

    public Task AcknowledgeAsync(IReadOnlyList<string> changeIds, CancellationToken cancellationToken) => service.PostAsync<AcknowledgedChangesResponse>(
        "/v1/changes/acknowledge", () => Body(new AcknowledgeChangesRequest(changeIds)), cancellationToken);

    private static JsonContent Body<T>(T body) => JsonContent.Create(body, options: GatewayJson.Tolerant);
}
