namespace FourRunr.Policy.Simulations;

/// <summary>Counts the results of a simulation, and keeps the newest changed calls.</summary>
internal sealed class SimulationTally
{
    private const int MostListed = 100;

    private readonly List<ChangedCall> _allowed = [];
    private readonly List<ChangedCall> _denied = [];
    private int _unchanged;
    private int _newlyAllowed;
    private int _newlyDenied;
    private int _unidentified;
    private int _unknownTool;
    private int _withoutParameters;

    public void Unidentified() => _unidentified++;

    public void UnknownTool() => _unknownTool++;

    public void WithoutParameters() => _withoutParameters++;

    public void Judged(CallRecordResponse record, PolicyVerdict before, PolicyVerdict after)
    {
        if (before.Allowed == after.Allowed)
        {
            _unchanged++;
            return;
        }

        var list = after.Allowed ? _allowed : _denied;
        (_newlyAllowed, _newlyDenied) = after.Allowed ? (_newlyAllowed + 1, _newlyDenied) : (_newlyAllowed, _newlyDenied + 1);
        if (list.Count < MostListed)
        {
            list.Add(new ChangedCall(
                record.CallId, record.OccurredAt, record.AgentId!, record.Role!, record.Tool, record.Action, before, after));
        }
    }

    public SimulateResponse ToResponse(bool limitReached) => new()
    {
        Replayed = _unchanged + _newlyAllowed + _newlyDenied + _unidentified + _unknownTool + _withoutParameters,
        LimitReached = limitReached,
        Unchanged = _unchanged,
        NewlyAllowed = _newlyAllowed,
        NewlyDenied = _newlyDenied,
        NotJudged = new NotJudged(_unidentified, _unknownTool, _withoutParameters),
        NewlyAllowedCalls = _allowed,
        NewlyDeniedCalls = _denied,
    };
}
