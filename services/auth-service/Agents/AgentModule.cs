using FluentValidation;
using FourRunr.Auth.CacheControl;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Agents;

internal static class AgentModule
{
    public static void AddAgents(this IServiceCollection services)
    {
        services.AddSingleton<AgentStore>();
        services.AddSingleton<AgentEditor>();
        services.AddSingleton<IValidator<CreateAgentRequest>, CreateAgentRequestValidator>();
        services.AddSingleton<IValidator<UpdateAgentRequest>, UpdateAgentRequestValidator>();
        services.AddBodyRules<RotateAgentKeyRequest>(body => body.RuleFor(request => request.PublicKeyPem).MustBePublicKey());
    }

    public static void MapAgents(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/v1/agents").WithTags("Agents").WithBodyValidation().WithNoStore();
        CreateAgentEndpoint.Map(agents);
        ListAgentsEndpoint.Map(agents);
        GetAgentEndpoint.Map(agents);
        UpdateAgentEndpoint.Map(agents);
        RotateAgentKeyEndpoint.Map(agents);
        DeleteAgentEndpoint.Map(agents);
    }
}
