using FourRunr.Auth.Secrets;
using FourRunr.Invalidation;

namespace FourRunr.Auth.Operators;

/// <summary>Creates and revokes the operators, in addition to the one whose key is in the configuration.</summary>
internal sealed partial class OperatorEditor(
    OperatorStore store, IInvalidationChannel channel, TimeProvider clock, ILogger<OperatorEditor> log)
{
    /// <returns>The operator with its key, which is not shown again.</returns>
    public async Task<OperatorResponse> CreateAsync(CreateOperatorRequest request, Actor actor, CancellationToken cancellationToken)
    {
        var created = new OperatorResponse
        {
            OperatorId = GatewayId.New(GatewayId.Operator, clock),
            Name = request.Name,
            Role = request.Role,
            CreatedAt = clock.GetStoredNow(),
            ApiKey = SecretText.Create(SecretText.OperatorKey),
        };
        await store.AddAsync(created, SecretText.Hash(created.ApiKey), actor, cancellationToken);
        Log.Created(log, created.OperatorId, created.Role);
        return created;
    }

    /// <returns>False when there is no such operator.</returns>
    public async Task<bool> RevokeAsync(string operatorId, Actor actor, CancellationToken cancellationToken)
    {
        if (!await store.RevokeAsync(operatorId, clock.GetStoredNow(), actor, cancellationToken))
        {
            return false;
        }

        Log.Revoked(log, operatorId);
        // Not cancelled with the request: the change is stored, and the caches must learn of it even if the caller is gone.
        await channel.PublishAsync([InvalidationSubjects.Operator(operatorId)], CancellationToken.None);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Operator {OperatorId} was created with role {Role}.")]
        public static partial void Created(ILogger logger, string operatorId, OperatorRole role);

        [LoggerMessage(Level = LogLevel.Information, Message = "The key of operator {OperatorId} was revoked.")]
        public static partial void Revoked(ILogger logger, string operatorId);
    }
}
