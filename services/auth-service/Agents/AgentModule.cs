using FluentValidation;
using FourRunr.Contracts;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Agents;

internal static class AgentModule
{
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddSingleton<AgentStore>();
        services.AddSingleton<AgentRegistry>();
        services.AddSingleton<IValidator<CreateAgentRequest>, CreateAgentValidator>();
        services.AddSingleton<IValidator<UpdateAgentRequest>, UpdateAgentValidator>();
        services.AddSingleton<IValidator<RotateAgentKeyRequest>, RotateAgentKeyValidator>();
        return services;
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
