using FluentValidation;
using FourRunr.Contracts;
using FourRunr.Hosting.Identity;
using FourRunr.Hosting.Validation;

namespace FourRunr.ToolProxy.Credentials;

internal static class CredentialsModule
{
    /// <summary>Credentials of tools, from storage, files and the environment; a bad variable or a missing folder stops the start.</summary>
    public static IServiceCollection AddCredentials(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(EnvironmentCredentials.Read(configuration));
        services.AddSingleton(FileCredentials.Read(configuration));
        services.AddSingleton<CredentialEncryption>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<CredentialReader>();
        services.AddSingleton<StoredCredentials>();
        services.AddSingleton<CredentialList>();
        services.AddAnswerCache<ToolCredential?>("credentials", ToolCredentials.Dependency);
        services.AddSingleton<ToolCredentials>();
        services.AddSingleton<IValidator<StoreCredentialRequest>, StoreCredentialValidator>();
        services.AddSingleton<IValidator<ActivateCredentialRequest>, ActivateCredentialValidator>();
        return services;
    }

    public static void MapCredentials(this IEndpointRouteBuilder routes)
    {
        var credentials = routes.MapGroup("/v1/admin/credentials").WithTags("Credentials").WithBodyValidation();
        // A name that no tool can have reaches no database.
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
