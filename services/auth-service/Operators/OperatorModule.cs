using FluentValidation;
using FourRunr.Contracts;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Operators;

internal static class OperatorModule
{
    public static IServiceCollection AddOperators(this IServiceCollection services)
    {
        services.AddSingleton<OperatorRegistry>();
        services.AddSingleton<IValidator<CreateOperatorRequest>, CreateOperatorValidator>();
        return services;
    }

    public static void MapOperators(this IEndpointRouteBuilder routes)
    {
        var operators = routes.MapGroup("/v1/operators").WithTags("Operators").WithBodyValidation().WithNoStore();
        CreateOperatorEndpoint.Map(operators);
        ListOperatorsEndpoint.Map(operators);
        DeleteOperatorEndpoint.Map(operators);
    }
}
