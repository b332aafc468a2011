using FluentValidation;
using FourRunr.Contracts;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Revocations;

internal static class RevocationModule
{
    public static IServiceCollection AddRevocations(this IServiceCollection services)
    {
        services.AddSingleton<KillSwitch>();
        services.AddSingleton<IValidator<KillSwitchRequest>, KillSwitchValidator>();
        return services;
    }

    public static void MapRevocations(this IEndpointRouteBuilder routes)
    {
        var revocations = routes.MapGroup("/v1/revocations").WithTags("Revocations").WithBodyValidation().WithNoStore();
        ThrowKillSwitchEndpoint.Map(revocations);
        ListRevocationsEndpoint.Map(revocations);
    }
}
