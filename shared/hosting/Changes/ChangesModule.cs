using FluentValidation;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Validation;

namespace FourRunr.Hosting.Changes;

/// <summary>Puts what operators change on record. See <see cref="ChangeOutbox"/>.</summary>
public static class ChangesModule
{
    private const int LongestWriter = 64;

    /// <param name="service">E.g. <c>auth-service</c>. Its database has the table <c>change_outbox</c>.</param>
    public static void AddChanges(this IServiceCollection services, string service)
    {
        services.AddSingleton(provider => new ChangeOutbox(
            service, provider.GetRequiredService<Database>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ChangeOutboxWatch>();
        services.AddBodyRules<ClaimChangesRequest>(body =>
        {
            body.RuleFor(request => request.Writer).Must(writer => writer.StartsWith(GatewayId.Writer, StringComparison.Ordinal) && writer.Length <= LongestWriter)
                .WithMessage("must be the writer of a journal, such as wrt_1");
            body.RuleFor(request => request.Limit)
                .InclusiveBetween(1, ChangeOutbox.LargestClaim).WithMessage($"must be from 1 to {ChangeOutbox.LargestClaim}");
        });
        services.AddBodyRules<AcknowledgeChangesRequest>(body => body.RuleFor(request => request.ChangeIds)
            .Must(ids => ids.Count <= ChangeOutbox.LargestClaim).WithMessage($"must be at most {ChangeOutbox.LargestClaim}"));
    }

    /// <summary>The routes by which proxies take changes into the audit trail; the front door does not have them.</summary>
    public static void MapChanges(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/changes").RequireAccess(AccessRole.Service).ExcludeFromDescription().WithBodyValidation();
        ClaimChangesEndpoint.Map(group);
        AcknowledgeChangesEndpoint.Map(group);
    }
}
