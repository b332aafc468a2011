using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Decisions;

/// <summary>Decides what an agent may do: only what both its token and its policies allow.</summary>
internal sealed class CallAuthorizer(DecisionClient decisions)
{
    /// <summary>The rules that refuse before policy-service is asked; also reasons in metrics.</summary>
    public const string TokenTools = "token tools";
    public const string TokenPermissions = "token permissions";

    /// <param name="action">Null when there is no such tool or action.</param>
    /// <exception cref="Hosting.Errors.DependencyUnavailableException">Policy-service cannot decide.</exception>
    public async ValueTask<Verdict> DecideAsync(
        AgentIdentity agent, ToolAction? action, string? intent, CancellationToken cancellationToken)
    {
        if (action is null)
        {
            return Unasked(agent, new Refusal(GatewayErrors.ToolUnknown));
        }

        if (intent is not null && !Intent.IsValid(intent))
        {
            return Unasked(agent, new Refusal(GatewayErrors.ParamsInvalid, "The intent is not valid.")
            {
                Errors = new Dictionary<string, string[]> { ["intent"] = [Intent.Rule] },
            });
        }

        if (!agent.TokenCovers(action.Tool))
        {
            return Unasked(agent, new Refusal(GatewayErrors.ScopeDenied, $"The token is not good for the tool {action.Tool}.") { Rule = TokenTools });
        }

        if (!agent.TokenPermits(action.Permission))
        {
            return Unasked(agent, new Refusal(GatewayErrors.ScopeDenied, $"The token does not permit to {action.Permission}.") { Rule = TokenPermissions });
        }

        var decision = await decisions.AskAsync(agent, action, intent, cancellationToken);
        var bucket = RateBucket.Of(agent, decision);
        return decision.Response.Allowed
            ? new Verdict.Allowed(bucket, action, decision)
            : new Verdict.Denied(bucket, Denial(decision.Response), decision);
    }

    private static Verdict.Denied Unasked(AgentIdentity agent, Refusal refusal) => new(RateBucket.OfUnasked(agent), refusal);

    /// <summary>The kind of a denial; an unknown code is a denial too.</summary>
    public static ErrorKind KindOf(string? code) =>
        GatewayErrors.ByCode.TryGetValue(code ?? "", out var kind) && kind.Status == StatusCodes.Status403Forbidden
            ? kind
            : GatewayErrors.ScopeDenied;

    private static Refusal Denial(DecisionResponse decision) => new(KindOf(decision.Code), decision.Reason) { Rule = decision.Rule };
}
