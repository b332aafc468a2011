using System.Security.Claims;
using FourRunr.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Hosting.Access;

/// <summary>Who may use an endpoint. Every endpoint states one of these or is openly anonymous; start-up checks it.</summary>
public static class Access
{
    /// <summary>Operators with role admin.</summary>
    public const string Admin = "admin";

    /// <summary>Operators of either role: reading.</summary>
    public const string Auditor = "auditor";

    /// <summary>Other services of the gateway.</summary>
    public const string Service = "service";

    /// <summary>Agents with a token.</summary>
    public const string Agent = "agent";

    /// <summary>No credential in the header: the operation's body has one.</summary>
    public const string Nobody = "nobody";

    internal const string KindClaim = "kind";
    private const string Scheme = "gateway";

    /// <summary>Needs an <see cref="IBearerIntrospector"/> in the container.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        // The core alone: AddAuthentication would bring data protection keys, which nothing here uses.
        services.AddWebEncoders();
        services.AddTransient<BearerHandler>();
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = Scheme;
            options.AddScheme<BearerHandler>(Scheme, displayName: null);
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(Admin, policy => policy.RequireClaim(KindClaim, nameof(PrincipalKind.Operator)).RequireRole("admin"))
            .AddPolicy(Auditor, policy => policy.RequireClaim(KindClaim, nameof(PrincipalKind.Operator)).RequireRole("admin", "auditor"))
            .AddPolicy(Service, policy => policy.RequireClaim(KindClaim, nameof(PrincipalKind.Service)))
            .AddPolicy(Agent, policy => policy.RequireClaim(KindClaim, nameof(PrincipalKind.Agent)));
        return services;
    }

    /// <param name="access">One of the constants of this class.</param>
    public static TBuilder RequireAccess<TBuilder>(this TBuilder builder, string access)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(access);

    /// <summary>Id of the operator or agent behind the request.</summary>
    public static string PrincipalId(this ClaimsPrincipal principal) =>
        principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("The request is anonymous.");
}
