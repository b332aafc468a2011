using FluentValidation;
using FourRunr.Hosting.Identity;
using FourRunr.Hosting.Resilience;
using FourRunr.Hosting.Validation;

namespace FourRunr.Policy.Decisions;

/// <summary>The policy decision point: decisions for the other services, explanations for operators.</summary>
internal static class DecisionModule
{
    public static void AddDecisions(this IServiceCollection services)
    {
        services.AddSingleton<EffectivePolicies>();
        services.AddAnswerCache<ToolCatalogResponse>("catalog", DependencyModule.ToolProxy);
        services.AddSingleton<CatalogClient>();
        services.AddSingleton<IValidator<DecisionRequest>, DecisionRequestValidator>();
        services.AddSingleton<IValidator<AllowedScopesRequest>, AllowedScopesRequestValidator>();
    }

    public static void MapDecisions(this IEndpointRouteBuilder routes)
    {
        var decide = routes.MapGroup("/v1/decisions").WithTags("decisions").RequireAccess(AccessRole.Service).WithBodyValidation();
        DecideEndpoint.Map(decide);
        ListAllowedScopesEndpoint.Map(decide);

        var explain = routes.MapGroup("/v1/decisions").WithTags("decisions").RequireAccess(AccessRole.Auditor);
        ExplainEndpoint.Map(explain);
    }
}
