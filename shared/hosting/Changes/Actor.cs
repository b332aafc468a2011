using System.Security.Claims;
using FourRunr.Hosting.Access;

namespace FourRunr.Hosting.Changes;

/// <summary>Who makes a change, as the credential of the request says, and in which request.</summary>
/// <param name="CorrelationId">Null outside a request.</param>
public sealed record Actor(ChangeOperator Operator, string? CorrelationId)
{
    /// <summary>The gateway itself: what it stores at a start, or by a schedule.</summary>
    public static readonly Actor System = new(new ChangeOperator(ChangeOperator.SystemId, "the gateway", Role: null), CorrelationId: null);

    public string Id => Operator.OperatorId;

    /// <exception cref="InvalidOperationException">The request is anonymous.</exception>
    public static Actor Of(HttpContext context)
    {
        var id = context.User.PrincipalId();
        return new Actor(
            new ChangeOperator(id, context.User.Identity?.Name ?? id, context.User.FindFirstValue(ClaimTypes.Role)), Correlation.CorrelationId.Of(context));
    }
}
