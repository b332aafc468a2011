using System.Security.Claims;

namespace FourRunr.Hosting.Access;

public static class AccessModule
{
    internal const string KindClaim = "kind";
    private const string Scheme = "gateway";

    /// <summary>Authentication and one authorization policy per <see cref="AccessRole"/>. Needs an <see cref="IBearerIntrospector"/>.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        // AddAuthenticationCore: AddAuthentication would also add data protection and its keys, which nothing here uses.
        services.AddWebEncoders();
        services.AddTransient<BearerHandler>();
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = Scheme;
            options.AddScheme<BearerHandler>(Scheme, displayName: null);
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(AccessRole.Admin, policy => policy.RequireClaim(KindClaim, nameof(PrincipalKind.Operator)).RequireRole("admin"))
            .AddPolicy(AccessRole.Auditor, policy => policy.RequireClaim(KindClaim, nameof(PrincipalKind.Operator)).RequireRole("admin", "approver", "auditor"))
            .AddPolicy(AccessRole.Approver, policy => policy.RequireClaim(KindClaim, nameof(PrincipalKind.Operator)).RequireRole("admin", "approver"))
            .AddPolicy(AccessRole.Service, policy => policy.RequireClaim(KindClaim, nameof(PrincipalKind.Service)))
            .AddPolicy(AccessRole.Agent, policy => policy.RequireClaim(KindClaim, nameof(PrincipalKind.Agent)));
        return services;
    }

    /// <param name="role">One of <see cref="AccessRole"/>.</param>
    public static TBuilder RequireAccess<TBuilder>(this TBuilder builder, string role)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(role);

    /// <summary>
    /// The endpoint's response may take long. Meanwhile the caller's credential is checked each second, and the response ends within 5 s
    /// after the credential does. A stream of events ends as if it were complete; any other response that has begun is aborted.
    /// </summary>
    public static TBuilder EndsWithCredential<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new LongResponse());

    /// <summary>Id of the operator or agent behind the request.</summary>
    public static string PrincipalId(this ClaimsPrincipal principal) =>
        principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("The request is anonymous.");
}
