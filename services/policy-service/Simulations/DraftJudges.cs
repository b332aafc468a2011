using FourRunr.Policy.Decisions;
using FourRunr.Policy.Policies;
using FourRunr.PolicyEvaluation;

namespace FourRunr.Policy.Simulations;

/// <summary>For each agent, role and set of tags in the records: its current policies, and the same policies with the draft.</summary>
internal sealed class DraftJudges(PolicyStore policies, DraftPolicy draft, string? replacedId)
{
    private readonly Dictionary<string, List<CompiledPolicy>> _byAgent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CompiledPolicy>> _byRole = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CompiledPolicy>> _byTag = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string, string), (CallJudge Before, CallJudge After)> _judges = [];

    /// <summary>Reads the policies of all agents, roles and tags that are new in these records.</summary>
    public async Task LoadAsync(IEnumerable<CallRecordResponse> records, CancellationToken cancellationToken)
    {
        string[] agents = [.. records.Select(record => record.AgentId!).Distinct().Where(agent => _byAgent.TryAdd(agent, []))];
        string[] roles = [.. records.Select(record => record.Role!).Distinct().Where(role => _byRole.TryAdd(role, []))];
        string[] tags = [.. records.SelectMany(record => record.Tags ?? []).Distinct().Where(tag => _byTag.TryAdd(tag, []))];
        foreach (var row in await policies.ListEffectiveAsync(agents, roles, tags, cancellationToken))
        {
            ListOf(row).Add(CompiledPolicy.Compile(row.ToResponse()));
        }
    }

    public (CallJudge Before, CallJudge After) Of(string agentId, string role, IReadOnlyList<string> tags)
    {
        // A tag has no comma.
        var key = (agentId, role, string.Join(',', tags));
        if (!_judges.TryGetValue(key, out var judges))
        {
            CompiledPolicy[] now = [.. _byAgent[agentId], .. _byRole[role], .. tags.SelectMany(tag => _byTag[tag])];
            var kept = now.Where(policy => policy.PolicyId != replacedId);
            CompiledPolicy[] drafted = draft.AppliesTo(agentId, role, tags) ? [.. kept, draft.Compiled] : [.. kept];
            _judges[key] = judges = (new CallJudge(PolicySet.Compile(now)), new CallJudge(PolicySet.Compile(drafted)));
        }

        return judges;
    }

    private List<CompiledPolicy> ListOf(PolicyRow row) => row switch
    {
        { AgentId: { } agentId } => _byAgent[agentId],
        { Tag: { } tag } => _byTag[tag],
        _ => _byRole[row.Role!],
    };
}
