using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Constraints;

/// <summary>Checks calls and answers against compiled constraints. What cannot be checked is refused.</summary>
internal sealed partial class ConstraintChecks(TimeProvider clock, ILogger<ConstraintChecks> log)
{
    /// <summary>The rules that are named if a check itself fails.</summary>
    public const string Guards = "guards";
    public const string ResponseFilters = "response_filters";
    public const string RequestFilters = "request_filters";

    private const string LeaveOut = "Leave out of the request what the rule names.";

    /// <summary>Schedule, sizes, domains, parameter rules and the model, at this moment.</summary>
    public Refusal? OfCall(CompiledConstraints constraints, ToolAction action, CallParameters parameters) =>
        Guard(
            (constraints, Call: new ConstrainedCall(parameters.Value, parameters.Bytes, clock.GetUtcNow(), action.ModelOf(parameters.Value))),
            static checking => checking.constraints.Check(checking.Call));

    /// <summary>The domain rules again, for a URL that a redirect leads to.</summary>
    public Refusal? OfUrl(CompiledConstraints constraints, Uri url) => Guard((constraints, url), static checking => checking.constraints.CheckUrl(checking.url));

    /// <summary>Filters a request to a model.</summary>
    /// <param name="request">As it came. Must not be sent if refused.</param>
    /// <param name="redacted">What is sent in its place; null for the request itself.</param>
    public Refusal? OfRequest(CompiledConstraints constraints, JsonElement request, out JsonElement? redacted)
    {
        redacted = null;
        try
        {
            if (constraints.CheckRequest(request) is { } denial)
            {
                return ToRefusal(denial) with { HowToFix = LeaveOut };
            }

            redacted = constraints.RedactRequest(request);
            return null;
        }
        catch (Exception exception)
        {
            Log.Failed(log, RequestFilters, exception.GetType().Name);
            return new Refusal(GatewayErrors.GuardDenied, "The request could not be filtered.") { Rule = RequestFilters };
        }
    }

    /// <param name="answer">The tool's answer; redacted and truncated on return. Must not be delivered if refused.</param>
    public Refusal? OfAnswer(CompiledConstraints constraints, ref ToolData answer)
    {
        try
        {
            if (constraints.CheckResponseSize(answer.Json.Length) is { } tooLarge)
            {
                return ToRefusal(tooLarge);
            }

            if (!constraints.HasFilters)
            {
                return null;
            }

            var tree = answer.ToNode();
            var denial = constraints.Filter(ref tree);
            answer = ToolData.Of(tree);
            return denial is null ? null : ToRefusal(denial);
        }
        catch (Exception exception)
        {
            Log.Failed(log, ResponseFilters, exception.GetType().Name);
            return new Refusal(GatewayErrors.GuardDenied, "The tool's answer could not be filtered.") { Rule = ResponseFilters };
        }
    }

    private Refusal? Guard<T>(T checking, Func<T, ConstraintDenial?> check)
    {
        try
        {
            return check(checking) is { } denial ? ToRefusal(denial) : null;
        }
        catch (Exception exception)
        {
            Log.Failed(log, Guards, exception.GetType().Name);
            return new Refusal(GatewayErrors.GuardDenied, "The guards of a policy could not be checked.") { Rule = Guards };
        }
    }

    private static Refusal ToRefusal(ConstraintDenial denial) => new(denial.Kind, denial.Detail)
    {
        Rule = denial.Rule,
        Policy = new PolicyReference(denial.Policy.PolicyId, denial.Policy.PolicyVersion),
    };

    private static partial class Log
    {
        // Only the type of the exception: its message may quote the parameters or the answer.
        [LoggerMessage(Level = LogLevel.Error, Message = "A check of {Rule} failed with {Exception}; the call is refused.")]
        public static partial void Failed(ILogger logger, string rule, string exception);
    }
}
