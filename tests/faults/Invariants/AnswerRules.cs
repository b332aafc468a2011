using FourRunr.Contracts;
using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Invariants;

/// <summary>Of what the client saw alone: nothing failed open, no answer is bare, an outage is no refusal.</summary>
internal static class AnswerRules
{
    private const string ProblemJson = "application/problem+json";

    public static IEnumerable<Violation> Find(Evidence evidence) =>
        from call in evidence.Calls
        from attempt in call.Attempts
        where attempt.IsAnswered
        let broken = Broken(call, attempt)
        where broken is not null
        select new Violation(broken, $"{attempt.CorrelationId} got {attempt.Status} {attempt.Code}");

    private static string? Broken(ClientCall call, ClientAttempt attempt)
    {
        if (attempt.IsOk && call.MustBeDenied)
        {
            return Rules.FailedOpen;
        }

        if (attempt.Status is 401 or 403 && !call.Kind.IsProbe())
        {
            return Rules.MistakenForRefusal;
        }

        return IsWhole(attempt) && attempt.Status != 500 ? null : Rules.BareAnswer;
    }

    private static bool IsWhole(ClientAttempt attempt)
    {
        if (attempt.EchoedId != attempt.CorrelationId)
        {
            return false;
        }

        if (attempt.IsOk)
        {
            return true;
        }

        return attempt.ContentType == ProblemJson
            && attempt.IdInBody == attempt.CorrelationId
            && GatewayErrors.ByCode.TryGetValue(attempt.Code, out var kind) && kind.Status == attempt.Status
            && (attempt.Status is not (429 or 503) || attempt.RetryAfter >= 1);
    }
}
