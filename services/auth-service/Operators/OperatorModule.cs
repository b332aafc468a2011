using FourRunr.Auth.CacheControl;
using FourRunr.Auth.Validation;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Operators;

internal static class OperatorModule
{
    public static void AddOperators(this IServiceCollection services)
    {
        services.AddSingleton<OperatorStore>();
        services.AddSingleton<OperatorEditor>();
        services.AddBodyRules<CreateOperatorRequest>(body => body.RuleFor(request => request.Name).MustBeName());
    }

    public static void MapOperators(this IEndpointRouteBuilder routes)
    {
        var operators = routes.MapGroup("/v1/operators").WithTags("Operators").WithBodyValidation().WithNoStore();
        CreateOperatorEndpoint.Map(operators);
        ListOperatorsEndpoint.Map(operators);
        GetOwnOperatorEndpoint.Map(operators);
        DeleteOperatorEndpoint.Map(operators);
    }
}
