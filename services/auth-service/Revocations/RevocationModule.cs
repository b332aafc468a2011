using FluentValidation;
using FourRunr.Auth.CacheControl;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Revocations;

internal static class RevocationModule
{
    public static void AddRevocations(this IServiceCollection services)
    {
        services.AddSingleton<RevocationStore>();
        services.AddSingleton<KillSwitch>();
        services.AddSingleton<IValidator<KillSwitchRequest>, KillSwitchRequestValidator>();
    }

    public static void MapRevocations(this IEndpointRouteBuilder routes)
    {
        var revocations = routes.MapGroup("/v1/revocations").WithTags("Revocations").WithBodyValidation().WithNoStore();
        ThrowKillSwitchEndpoint.Map(revocations);
        ListRevocationsEndpoint.Map(revocations);
    }
}
