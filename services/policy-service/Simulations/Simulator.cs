using FourRunr.Policy.Policies;
using FourRunr.PolicyEvaluation;

namespace FourRunr.Policy.Simulations;

/// <summary>Judges recorded calls twice: by the current policies, and with a draft added.</summary>
internal sealed class Simulator(CallRecordClient calls, PolicyStore policies)
{
    private const string NewDraftId = "draft";

    /// <returns>Null when the policy that the draft replaces does not exist.</returns>
    public async Task<SimulateResponse?> SimulateAsync(
        SimulateRequest request, int most, string bearer, CancellationToken cancellationToken)
    {
        var replaced = request.PolicyId is null ? null : await policies.FindAsync(request.PolicyId, cancellationToken);
        if (request.PolicyId is not null && replaced is null)
        {
            return null;
        }

        var draft = Decisions.DraftPolicy.Compile(
            request.Draft with { Mode = PolicyMode.Enforce }, replaced?.PolicyId ?? NewDraftId, (replaced?.Version ?? 0) + 1);
        var judges = new DraftJudges(policies, draft, replaced?.PolicyId);
        var tally = new SimulationTally();
        var hasMore = false;
        await foreach (var page in calls.ReadAsync(bearer, request.From, request.To, most, cancellationToken))
        {
            hasMore = page.NextCursor is not null;
            await judges.LoadAsync(page.Items.Where(IsIdentified), cancellationToken);
            foreach (var record in page.Items)
            {
                Replay(record, judges, tally);
            }
        }

        return tally.ToResponse(hasMore);
    }

    private static void Replay(CallRecordResponse record, DraftJudges judges, SimulationTally tally)
    {
        if (!IsIdentified(record))
        {
            tally.Unidentified();
            return;
        }

        if (record.Outcome == GatewayErrors.ToolUnknown.Code)
        {
            tally.UnknownTool();
            return;
        }

        var (before, after) = judges.Of(record.AgentId!, record.Role!, record.Tags ?? []);
        var parameters = KeptParameters.Of(record.Params);
        if (before.ParametersAskedFor(record.Tool, record.Action).Any(IsUnknown)
            || after.ParametersAskedFor(record.Tool, record.Action).Any(IsUnknown)
            || (record.Model is not null && (before.ReadsTexts || after.ReadsTexts) && !(parameters is { } texts && KeptParameters.IsWhole(texts))))
        {
            tally.WithoutParameters();
            return;
        }

        var question = new CallQuestion(record.Tool, record.Action, record.Intent, parameters, record.RequestBytes, record.OccurredAt, record.Model);
        tally.Judged(record, before.Judge(question), after.Judge(question));

        // Rules on domains are safe: records always hold the host of a URL.
        bool IsUnknown(string name) => parameters is not { } kept
            || !CallQuestion.UrlParameters.Contains(name) && kept.TryGetProperty(name, out var value) && !KeptParameters.IsWhole(value);
    }

    private static bool IsIdentified(CallRecordResponse record) =>
        record is { AgentId: not null, Role: not null } && record.Status != StatusCodes.Status401Unauthorized;
}
