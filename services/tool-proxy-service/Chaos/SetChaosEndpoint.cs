using FourRunr.Hosting.Validation;
using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.ToolProxy.Chaos;

internal static class SetChaosEndpoint
{
    private static readonly TimeSpan Standard = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("", HandleAsync).WithName("SetChaos");

    /// <summary>Lets a tool fail on purpose, on this replica only; takes the place of the tool's rule before. Refused in Production.</summary>
    internal static async Task<Results<Ok<ChaosResponse>, ProblemResult>> HandleAsync(
        [FromBody] SetChaosRequest request, HttpContext context, ChaosRules rules, ToolCatalog catalog, ChaosMetrics metrics, ChangeOutbox changes,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!rules.IsAllowed)
        {
            return new ProblemResult(GatewayErrors.AccessDenied, "Faults are not injected in Production.")
            {
                HowToFix = "Try this on a gateway that runs in another environment.",
            };
        }

        if (request.Tool != ChaosRule.AllTools && catalog.Actions.All(action => action.Tool != request.Tool))
        {
            return InvalidFields.Refuse("tool", "names no tool; * means all");
        }

        var now = clock.GetUtcNow();
        var until = request.Until ?? now + Standard;
        if (until <= now || until > now + Longest)
        {
            return InvalidFields.Refuse("until", "must lie within the next 24 hours");
        }

        var rule = new ChaosRule(request.Tool, request.Kind, request.Percentage, until);
        await changes.AddAsync(Actor.Of(context), Record(rule), cancellationToken);
        rules.Set(rule);
        foreach (var tool in catalog.Actions.Select(action => action.Tool).Distinct().Where(tool => rule.Tool == ChaosRule.AllTools || tool == rule.Tool))
        {
            metrics.WillInject(tool, rule.Kind);
        }

        return TypedResults.Ok(rule.ToResponse());
    }

    private static Change Record(ChaosRule rule) => new(
        ChangeActions.ChaosSet,
        new ChangeSubject(ChangeSubjects.Chaos, rule.Tool),
        Detail: Change.Details(
            ("kind", rule.Kind.ToWire()),
            ("percentage", rule.Percentage.ToString(CultureInfo.InvariantCulture)),
            ("until", rule.Until is { } until ? Change.Moment(until) : null)));
}
