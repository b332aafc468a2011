using FluentValidation;
using FourRunr.Auth.CacheControl;
using FourRunr.Auth.Validation;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Tokens;

internal static class TokenModule
{
    public static void AddTokens(this IServiceCollection services)
    {
        services.AddSingleton<TokenStore>();
        services.AddSingleton<TokenMint>();
        services.AddSingleton<TokenVerifier>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<TokenRevoker>();
        services.AddHostedService<TokenWarmUp>();
        services.AddSingleton<IValidator<IssueTokenRequest>, IssueTokenRequestValidator>();
        services.AddBodyRules<RevokeTokenRequest>(body => body.RuleFor(request => request.Reason).MustBeReason());
    }

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var ofAgent = routes.MapGroup("/v1/agents").WithTags("Tokens").WithBodyValidation().WithNoStore();
        IssueTokenEndpoint.Map(ofAgent);
        ListTokensEndpoint.Map(ofAgent);

        var tokens = routes.MapGroup("/v1/tokens").WithTags("Tokens").WithBodyValidation().WithNoStore();
        RevokeTokenEndpoint.Map(tokens);
        RotateTokenEndpoint.Map(tokens);
    }
}
