using FourRunr.Faults.Logs;
using FourRunr.Testing.FakeTools;

namespace FourRunr.Faults.Invariants;

/// <summary>Every effect belongs to a call that was allowed, is on record and happened once; what was answered ok happened.</summary>
internal static class EffectRules
{
    public static IEnumerable<Violation> Find(Evidence evidence)
    {
        var calls = evidence.Calls.ToDictionary(call => call.Marker);
        foreach (var effects in evidence.MailsByMarker)
        {
            if (effects.Count() > 1)
            {
                yield return new Violation(Rules.DuplicateEffect, $"{effects.Key}: {effects.Count()} mails");
            }

            if (!calls.TryGetValue(effects.Key, out var call))
            {
                yield return new Violation(Rules.EffectWithoutCall, effects.Key);
                continue;
            }

            if (call.MustBeDenied)
            {
                yield return new Violation(Rules.EffectOfDeniedCall, effects.Key);
            }

            if (!evidence.AuditOf(call).Any(Evidence.MayHaveActed))
            {
                yield return new Violation(Rules.EffectWithoutAudit, effects.Key);
            }
        }

        foreach (var violation in evidence.Calls.SelectMany(call => WithoutEffect(call, evidence)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<Violation> WithoutEffect(ClientCall call, Evidence evidence)
    {
        if (!call.Kind.IsToolCall())
        {
            yield break;
        }

        ILookup<string, ToolEntry> tool = call.SendsMail ? evidence.MailsByMarker : evidence.SearchesByMarker;
        var saysOk = call.Attempts.Any(attempt => attempt.IsOk) || evidence.AuditOf(call).Any(record => record.Outcome == ClientAttempt.Ok);
        if (saysOk && !tool.Contains(call.Marker))
        {
            yield return new Violation(Rules.OkWithoutEffect, call.Marker);
        }
    }
}
