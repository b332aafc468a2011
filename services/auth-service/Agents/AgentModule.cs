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
        CreateAgent.Map(agents);
        ListAgents.Map(agents);
        GetAgent.Map(agents);
        UpdateAgent.Map(agents);
        RotateAgentKey.Map(agents);
        DeleteAgent.Map(agents);
    }
}
