using FluentValidation;
using FourRunr.Hosting.Telemetry;
using FourRunr.Hosting.Validation;
using FourRunr.ToolProxy.Approvals.Management;

namespace FourRunr.ToolProxy.Approvals;

internal static class ApprovalsModule
{
    private const int LongestReason = 1000;

    public static IServiceCollection AddApprovals(this IServiceCollection services)
    {
        services.AddOptions<ApprovalOptions>().BindConfiguration(ApprovalOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ApprovalStore>();
        services.AddSingleton<ApprovalParameters>();
        services.AddInstruments<ApprovalMetrics>();
        services.AddSingleton<CallApprovals>();
        services.AddSingleton<ApprovalDesk>();
        services.AddHostedService<ApprovalHousekeeper>();
        services.AddBodyRules<DecideApprovalRequest>(body => body.RuleFor(request => request.Reason).Length(1, LongestReason));
        return services;
    }

    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        GetOwnApprovalEndpoint.Map(routes);
        var group = routes.MapGroup("/v1/admin/approvals").WithTags("Approvals").WithBodyValidation();
        ListApprovalsEndpoint.Map(group);
        StreamApprovalsEndpoint.Map(group);
        GetApprovalEndpoint.Map(group);
        ApproveCallEndpoint.Map(group);
        DenyCallEndpoint.Map(group);
    }
}
