using FluentValidation;
using FourRunr.Hosting.Validation;

namespace FourRunr.Policy.Policies;

/// <summary>Operators manage policies: admins write, auditors read.</summary>
internal static class PolicyModule
{
    public static void AddPolicies(this IServiceCollection services)
    {
        services.AddSingleton<PolicyStore>();
        services.AddSingleton<PolicyEditor>();
        services.AddBodyRules<RollbackPolicyRequest>(body =>
            body.RuleFor(request => request.Version).GreaterThanOrEqualTo(1).WithMessage("must be a version of the policy, from 1"));
    }

    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/v1/policies").WithTags("policies").RequireAccess(AccessRole.Auditor);
        ListPoliciesEndpoint.Map(read);
        GetPolicyEndpoint.Map(read);
        ListPolicyVersionsEndpoint.Map(read);

        var write = routes.MapGroup("/v1/policies").WithTags("policies").RequireAccess(AccessRole.Admin).WithBodyValidation();
        CreatePolicyEndpoint.Map(write);
        ReplacePolicyEndpoint.Map(write);
        RollBackPolicyEndpoint.Map(write);
        DeletePolicyEndpoint.Map(write);
    }
}
