using FourRunr.Auth.Telemetry;
using FourRunr.Invalidation;

namespace FourRunr.Auth.Agents;

/// <summary>Changes agents. Every change is published after it is stored, so that all caches drop what they know of the agent.</summary>
internal sealed partial class AgentEditor(
    AgentStore store, IInvalidationChannel channel, AuthMetrics metrics, TimeProvider clock, ILogger<AgentEditor> log)
{
    public async Task<AgentResponse> CreateAsync(CreateAgentRequest request, Actor actor, CancellationToken cancellationToken)
    {
        var key = AgentKey.ReadOrCreate(request.PublicKeyPem);
        var agent = new AgentResponse
        {
            AgentId = GatewayId.New(GatewayId.Agent, clock),
            Name = request.Name,
            Role = request.Role,
            Tags = request.Tags is { Count: > 0 } tags ? AgentTags.Sort(tags) : null,
            Status = AgentStatus.Active,
            CreatedBy = request.CreatedBy,
            CreatedAt = clock.GetStoredNow(),
            KeyThumbprint = key.Thumbprint,
        };
        await store.AddAsync(agent, key.PublicKey, actor, cancellationToken);
        metrics.AgentCreated();
        Log.Created(log, agent.AgentId);
        return agent with { PrivateKeyPem = key.PrivateKeyPem };
    }

    public async Task<AgentResponse?> UpdateAsync(string agentId, UpdateAgentRequest request, Actor actor, CancellationToken cancellationToken)
    {
        var agent = await store.UpdateAsync(
            agentId,
            request.Status,
            request.Role,
            request.Tags is { } tags ? AgentTags.Sort(tags) : null,
            GatewayId.New(GatewayId.Revocation, clock),
            actor,
            cancellationToken);
        return agent is null ? null : await ChangedAsync(agent);
    }

    public async Task<AgentResponse?> RotateKeyAsync(string agentId, string? publicKeyPem, Actor actor, CancellationToken cancellationToken)
    {
        var key = AgentKey.ReadOrCreate(publicKeyPem);
        var agent = await store.ReplaceKeyAsync(agentId, key, actor, cancellationToken);
        return agent is null ? null : await ChangedAsync(agent, key.PrivateKeyPem);
    }

    /// <returns>False when there is no such agent.</returns>
    public async Task<bool> DeleteAsync(string agentId, Actor actor, CancellationToken cancellationToken)
    {
        if (!await store.DeleteAsync(agentId, clock.GetStoredNow(), actor, cancellationToken))
        {
            return false;
        }

        Log.Deleted(log, agentId);
        metrics.Revoked("agent");
        await PublishAsync(agentId);
        return true;
    }

    private async Task<AgentResponse> ChangedAsync(AgentResponse agent, string? privateKeyPem = null)
    {
        Log.Changed(log, agent.AgentId, agent.Status, agent.Role);
        await PublishAsync(agent.AgentId);
        return agent with { PrivateKeyPem = privateKeyPem };
    }

    // Not cancelled with the request: the change is stored, and the caches must learn of it even if the caller is gone.
    private ValueTask PublishAsync(string agentId) => channel.PublishAsync([InvalidationSubjects.Agent(agentId)], CancellationToken.None);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId} was created.")]
        public static partial void Created(ILogger logger, string agentId);

        [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId} was changed: now {Status}, role {Role}.")]
        public static partial void Changed(ILogger logger, string agentId, AgentStatus status, string role);

        [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId} was deleted.")]
        public static partial void Deleted(ILogger logger, string agentId);
    }
}
