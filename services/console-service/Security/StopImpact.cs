using FourRunr.WebConsole.Gateway;

namespace FourRunr.WebConsole.Security;

/// <summary>What a stop hits, said before it happens.</summary>
internal static class StopImpact
{
    /// <summary>Pages that are counted at most; beyond them the number is a lower bound.</summary>
    private const int MostPages = 50;

    /// <param name="scope"><c>agent</c>, <c>role</c> or <c>all</c>.</param>
    public static async Task<string> CountAsync(GatewayClient gateway, string scope, string? subject)
    {
        if (scope == "agent")
        {
            return await gateway.GetAsync<AgentResponse>($"/v1/agents/{Uri.EscapeDataString(subject ?? "")}") is GatewayReply<AgentResponse>.Ok { Value: var agent }
                ? $"The agent is {agent.Name}."
                : "No such agent is known.";
        }

        var (active, cursor) = (0, (string?)null);
        for (var page = 0; page < MostPages; page++)
        {
            var path = cursor is null ? "/v1/agents?limit=200" : $"/v1/agents?limit=200&cursor={cursor}";
            if (await gateway.GetAsync<Page<AgentResponse>>(path) is not GatewayReply<Page<AgentResponse>>.Ok { Value: var agents })
            {
                return "How many agents that hits is not known now.";
            }

            active += agents.Items.Count(agent => agent.Status == AgentStatus.Active && (scope == "all" || agent.Role == subject));
            cursor = agents.NextCursor;
            if (cursor is null)
            {
                return $"That hits {active} active agents.";
            }
        }

        return $"That hits {active} active agents or more.";
    }
}
