using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Constraints;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>Makes the outcome of what a tool has answered: what policies do not let out is removed, or the whole answer is withheld.</summary>
internal sealed class AnswerFilter(ConstraintChecks constraints, ShadowPolicies shadow)
{
    private const string EffectStands = "Do not repeat the call: it was carried out, only its answer is withheld.";
    private const string EffectIsUnknown = "Do not simply repeat the call: it may have been carried out. Look at the tool first.";
    private const string AskDifferently = "Ask for less, or for something else: the tool was asked, its answer is withheld.";

    public ToolCallOutcome ToOutcome(AllowedCall call, ToolResult result, CallFacts facts)
    {
        facts.Model = result.Model;
        switch (result)
        {
            case ToolResult.Success success:
                facts.ResponseBytes = success.Content.Json.Length;
                return Filter(call, success, facts);
            case ToolResult.Streamed streamed:
                facts.ResponseBytes = streamed.Bytes + streamed.End.Length;
                return new ToolCallOutcome.Streamed(facts, call, streamed.End, streamed.IsCallerGone);
            case ToolResult.Failure { MayHaveActed: true, Why.HowToFix: null } failure when facts.MayHaveHadAnEffect:
                return new ToolCallOutcome.Refused(facts, failure.Why with { HowToFix = EffectIsUnknown });
            case ToolResult.Failure failure:
                return new ToolCallOutcome.Refused(facts, failure.Why) { End = failure.End };
            default:
                throw new InvalidOperationException($"No outcome for {result.GetType().Name}.");
        }
    }

    /// <summary>A withheld answer does not undo the call: it is on record with its effect.</summary>
    private ToolCallOutcome Filter(AllowedCall call, ToolResult.Success success, CallFacts facts)
    {
        var answer = success.Content;
        // Before the answer is changed, because an enforced policy would see it as it came.
        var wouldDeny = shadow.OfAnswer(call.Policy, answer);
        if (constraints.OfAnswer(call.Policy.Constraints, ref answer) is { } withheld)
        {
            return new ToolCallOutcome.Refused(facts, withheld with { HowToFix = facts.MayHaveHadAnEffect ? EffectStands : AskDifferently });
        }

        facts.WouldDeny ??= wouldDeny;
        return new ToolCallOutcome.Answered(facts, call, answer, success.Origin);
    }
}
