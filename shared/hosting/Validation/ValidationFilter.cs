using System.Reflection;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Hosting.Validation;

/// <summary>
/// Validates every <c>[FromBody]</c> parameter of a group's handlers before they run. A body type without a registered
/// validator stops the start, so that no body goes unchecked.
/// </summary>
public static class ValidationFilter
{
    /// <summary>Adds the filter to every endpoint of the group.</summary>
    public static RouteGroupBuilder WithBodyValidation(this RouteGroupBuilder group)
    {
        group.AddEndpointFilterFactory(Create);
        return group;
    }

    /// <summary>Field path in snake_case to its messages.</summary>
    public static Dictionary<string, string[]> ToErrors(IEnumerable<ValidationFailure> failures) => failures
        .GroupBy(failure => PathOnTheWire(failure.PropertyName))
        .ToDictionary(group => group.Key, group => group.Select(failure => failure.ErrorMessage).Distinct().ToArray());

    /// <summary><c>Spec.RateLimit.Per</c> as the caller wrote it: <c>spec.rate_limit.per</c>.</summary>
    private static string PathOnTheWire(string property) => string.Join('.', property.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));

    private static EndpointFilterDelegate Create(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var parameters = context.MethodInfo.GetParameters();
        var index = Array.FindIndex(parameters, parameter => parameter.GetCustomAttribute<FromBodyAttribute>() is not null);
        if (index < 0)
        {
            return next;
        }

        var bodyType = parameters[index].ParameterType;
        var validatorType = typeof(IValidator<>).MakeGenericType(bodyType);
        if (!context.ApplicationServices.GetRequiredService<IServiceProviderIsService>().IsService(validatorType))
        {
            throw new InvalidOperationException(
                $"{context.MethodInfo.DeclaringType?.Name}.{context.MethodInfo.Name} takes a {bodyType.Name}, but no IValidator<{bodyType.Name}> is registered.");
        }

        return async invocation =>
        {
            var body = invocation.Arguments[index];
            if (body is not null)
            {
                var validator = (IValidator)invocation.HttpContext.RequestServices.GetRequiredService(validatorType);
                var result = await validator.ValidateAsync(new ValidationContext<object>(body), invocation.HttpContext.RequestAborted);
                if (!result.IsValid)
                {
                    return InvalidFields.Refuse(ToErrors(result.Errors));
                }
            }

            return await next(invocation);
        };
    }
}
