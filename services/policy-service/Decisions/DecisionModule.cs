using FluentValidation;
using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Validation;

namespace FourRunr.Policy.Decisions;

/// <summary>The policy decision point, for the other services.</summary>
internal static class DecisionModule
{
    public static void AddDecisions(this IServiceCollection services)
    {
        services.AddSingleton<ApplyingPolicies>();
        services.AddSingleton<IValidator<DecisionRequest>, DecisionRequestValidator>();
    }

    public static void MapDecisions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/decisions").WithTags("decisions").RequireAccess(Access.Service).WithBodyValidation();
        DecideEndpoint.Map(group);
    }
}
