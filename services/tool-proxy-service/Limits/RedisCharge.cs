namespace FourRunr.ToolProxy.Limits;

/// <summary>Units that <see cref="RedisCallLimiter"/> charged in Redis, on the local share, or both.</summary>
internal sealed class RedisCharge(string agentId, IReadOnlyList<RedisUnit> units) : QuotaCharge
{
    public string AgentId { get; } = agentId;

    public IReadOnlyList<RedisUnit> Units { get; } = units;
}

/// <param name="Share">Null when the unit was not charged on a local share.</param>
internal readonly record struct RedisUnit(QuotaCounter Counter, ChargeGroup Group, QuotaShare? Share, long ShareSlot);
