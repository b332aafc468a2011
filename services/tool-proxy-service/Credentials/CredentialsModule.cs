using FluentValidation;
using FourRunr.Hosting.Identity;
using FourRunr.Hosting.Validation;

namespace FourRunr.ToolProxy.Credentials;

internal static class CredentialsModule
{
    /// <summary>
    /// Tool credentials from the database, files and the environment. An invalid variable or a missing folder stops the start.
    /// </summary>
    public static IServiceCollection AddCredentials(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(EnvironmentCredentials.Read(configuration));
        services.AddSingleton(FileCredentials.Read(configuration));
        services.AddSingleton<CredentialEncryption>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<CredentialManager>();
        services.AddSingleton<CredentialInventory>();
        services.AddAnswerCache<ToolCredential?>("credentials", CredentialProvider.Dependency);
        services.AddSingleton<CredentialProvider>();
        services.AddSingleton<IValidator<StoreCredentialRequest>, StoreCredentialValidator>();
        services.AddBodyRules<ActivateCredentialRequest>(body => body.RuleFor(request => request.Version).GreaterThan(0));
        return services;
    }

    public static void MapCredentials(this IEndpointRouteBuilder routes)
    {
        var credentials = routes.MapGroup("/v1/admin/credentials").WithTags("Credentials").WithBodyValidation();
        // An invalid tool name is refused without asking the database.
        credentials.AddEndpointFilter((invocation, next) =>
            invocation.HttpContext.GetRouteValue("tool") is string tool && !CredentialRules.IsToolName(tool)
                ? new(CredentialFailure.Unknown.ToProblem())
                : next(invocation));
        StoreCredentialEndpoint.Map(credentials);
        ListCredentialsEndpoint.Map(credentials);
        GetCredentialEndpoint.Map(credentials);
        ActivateCredentialEndpoint.Map(credentials);
        RollBackCredentialEndpoint.Map(credentials);
        DeactivateCredentialEndpoint.Map(credentials);
        DeleteCredentialEndpoint.Map(credentials);
        RewrapCredentialsEndpoint.Map(credentials);
    }
}
