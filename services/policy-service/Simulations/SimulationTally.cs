namespace FourRunr.Policy.Simulations;

/// <summary>Counts the results of a simulation, and keeps the newest changed calls.</summary>
internal sealed class SimulationTally
{
    private readonly Changes _allowed = new();
    private readonly Changes _denied = new();
    private readonly Changes _needApproval = new();
    private int _unchanged;
    private int _unidentified;
    private int _unknownTool;
    private int _withoutParameters;

    public void Unidentified() => _unidentified++;

    public void UnknownTool() => _unknownTool++;

    public void WithoutParameters() => _withoutParameters++;

    public void Judged(CallRecordResponse record, PolicyVerdict before, PolicyVerdict after)
    {
        if (before.Allowed && !after.Allowed)
        {
            _denied.Add(record, before, after);
        }
        else if (after.Allowed && after.Approvals is not null && (!before.Allowed || before.Approvals is null))
        {
            _needApproval.Add(record, before, after);
        }
        else if (after.Allowed && !before.Allowed)
        {
            _allowed.Add(record, before, after);
        }
        else
        {
            _unchanged++;
        }
    }

    public SimulateResponse ToResponse(bool limitReached) => new()
    {
        Replayed = _unchanged + _allowed.Count + _denied.Count + _needApproval.Count + _unidentified + _unknownTool + _withoutParameters,
        LimitReached = limitReached,
        Unchanged = _unchanged,
        NewlyAllowed = _allowed.Count,
        NewlyDenied = _denied.Count,
        NewlyNeedsApproval = _needApproval.Count,
        NotJudged = new NotJudged(_unidentified, _unknownTool, _withoutParameters),
        NewlyAllowedCalls = _allowed.Newest,
        NewlyDeniedCalls = _denied.Newest,
        NewlyNeedsApprovalCalls = _needApproval.Newest,
    };

    private sealed class Changes
    {
        private const int MostListed = 100;

        private readonly List<ChangedCall> _newest = [];

        public int Count { get; private set; }

        public IReadOnlyList<ChangedCall> Newest => _newest;

        public void Add(CallRecordResponse record, PolicyVerdict before, PolicyVerdict after)
        {
            Count++;
            if (_newest.Count < MostListed)
            {
                _newest.Add(new ChangedCall(record.CallId, record.OccurredAt, record.AgentId!, record.Role!, record.Tool, record.Action, before, after));
            }
        }
    }
}
