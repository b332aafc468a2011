using FourRunr.Policy.Decisions;
using FourRunr.Policy.Policies;
using FourRunr.PolicyEvaluation;

namespace FourRunr.Policy.Simulations;

/// <summary>For each agent and role in the records: its current policies, and the same policies with the draft.</summary>
internal sealed class DraftJudges(PolicyStore policies, DraftPolicy draft, string? replacedId)
{
    private readonly Dictionary<string, List<CompiledPolicy>> _byAgent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CompiledPolicy>> _byRole = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), (CallJudge Before, CallJudge After)> _judges = [];

    /// <summary>Reads the policies of all agents and roles that are new in these records.</summary>
    public async Task LoadAsync(IEnumerable<CallRecordResponse> records, CancellationToken cancellationToken)
    {
        string[] agents = [.. records.Select(record => record.AgentId!).Distinct().Where(agent => _byAgent.TryAdd(agent, []))];
        string[] roles = [.. records.Select(record => record.Role!).Distinct().Where(role => _byRole.TryAdd(role, []))];
        foreach (var row in await policies.ListEffectiveAsync(agents, roles, cancellationToken))
        {
            (row.AgentId is not null ? _byAgent[row.AgentId] : _byRole[row.Role!]).Add(CompiledPolicy.Compile(row.ToResponse()));
        }
    }

    public (CallJudge Before, CallJudge After) Of(string agentId, string role)
    {
        if (!_judges.TryGetValue((agentId, role), out var judges))
        {
            CompiledPolicy[] now = [.. _byAgent[agentId], .. _byRole[role]];
            var kept = now.Where(policy => policy.PolicyId != replacedId);
            CompiledPolicy[] drafted = draft.AppliesTo(agentId, role) ? [.. kept, draft.Compiled] : [.. kept];
            _judges[(agentId, role)] = judges = (new CallJudge(PolicySet.Compile(now)), new CallJudge(PolicySet.Compile(drafted)));
        }

        return judges;
    }
}
