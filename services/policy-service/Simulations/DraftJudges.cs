using FourRunr.Contracts;
using FourRunr.Policy.Decisions;
using FourRunr.Policy.Policies;
using FourRunr.PolicyEvaluation;

namespace FourRunr.Policy.Simulations;

/// <summary>For every agent and role that occurs, its policies as they are and with the draft among them.</summary>
internal sealed class DraftJudges(PolicyReader policies, DraftPolicy draft, string? replacedId)
{
    private readonly Dictionary<string, List<CompiledPolicy>> _byAgent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CompiledPolicy>> _byRole = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), (CallJudge Before, CallJudge After)> _judges = [];

    /// <summary>Reads the policies of agents and roles that were not met before, all at once.</summary>
    public async Task LoadAsync(IEnumerable<CallRecordResponse> records, CancellationToken cancellationToken)
    {
        string[] agents = [.. records.Select(record => record.AgentId!).Distinct().Where(agent => _byAgent.TryAdd(agent, []))];
        string[] roles = [.. records.Select(record => record.Role!).Distinct().Where(role => _byRole.TryAdd(role, []))];
        foreach (var row in await policies.ListOfAsync(agents, roles, cancellationToken))
        {
            (row.AgentId is not null ? _byAgent[row.AgentId] : _byRole[row.Role!]).Add(CompiledPolicy.Compile(row.ToResponse()));
        }
    }

    public (CallJudge Before, CallJudge After) Of(string agentId, string role)
    {
        if (!_judges.TryGetValue((agentId, role), out var judges))
        {
            CompiledPolicy[] now = [.. _byAgent[agentId], .. _byRole[role]];
            CompiledPolicy[] drafted = [.. now.Where(policy => policy.PolicyId != replacedId), .. draft.AppliesTo(agentId, role) ? [draft.Compiled] : (CompiledPolicy[])[]];
            _judges[(agentId, role)] = judges = (new CallJudge(PolicySet.Compile(now)), new CallJudge(PolicySet.Compile(drafted)));
        }

        return judges;
    }
}
