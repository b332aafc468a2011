using FourRunr.Hosting.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Which credential an operation asks for. All are sent as bearer; three schemes say which kind it is.</summary>
internal static class OperationAccess
{
    private const string OperatorKey = "operatorKey";
    private const string AgentToken = "agentToken";
    private const string ServiceKey = "serviceKey";

    public static void Describe(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        string[] access =
        [
            .. metadata.OfType<CallerMetadata>().SelectMany(caller => caller.Access),
            .. isOpen ? [] : metadata.OfType<IAuthorizeData>().Select(data => data.Policy).OfType<string>(),
        ];
        operation.Security = [.. access.Select(kind => Requirement(kind, document))];
        if (access.Length > 0)
        {
            var needs = $"Needs {string.Join(" or ", access.Select(Words))}.";
            operation.Description = operation.Description is { } text ? $"{text}\n\n{needs}" : needs;
        }
    }

    private static string Words(string access) => access switch
    {
        AccessRole.Admin => "the key of an operator with role `admin`",
        AccessRole.Approver => "the key of an operator, role `admin` or `approver`",
        AccessRole.Auditor => "the key of an operator of any role",
        AccessRole.Service => "the service key",
        AccessRole.Agent => "an agent's token",
        AccessRole.Nobody => "a credential in the body",
        _ => throw new InvalidOperationException($"'{access}' is no kind of access."),
    };

    /// <summary>Roles stand beside the scheme, as OpenAPI 3.1 has it for schemes other than OAuth.</summary>
    private static OpenApiSecurityRequirement Requirement(string access, OpenApiDocument document)
    {
        if (access == AccessRole.Nobody)
        {
            return [];
        }

        var (scheme, roles) = access switch
        {
            AccessRole.Admin or AccessRole.Approver or AccessRole.Auditor => (OperatorKey, new List<string> { access }),
            AccessRole.Service => (ServiceKey, []),
            _ => (AgentToken, []),
        };
        if (document.Components?.SecuritySchemes?.ContainsKey(scheme) != true)
        {
            document.AddComponent(scheme, Scheme(scheme));
        }

        return new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = roles };
    }

    private static OpenApiSecurityScheme Scheme(string name) => new()
    {
        Type = SecuritySchemeType.Http,
        Scheme = "bearer",
        Description = name switch
        {
            OperatorKey => "The key of an operator: `GATEWAY_ADMIN_KEY`, or one of `POST /v1/operators`. The operation names the role.",
            AgentToken => "The token of an agent, from `POST /oauth2/token` or `POST /v1/agents/{agentId}/tokens`.",
            _ => "`GATEWAY_SERVICE_KEY`, which the gateway's services show to each other.",
        },
    };
}
