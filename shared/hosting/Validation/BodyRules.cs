using FluentValidation;

namespace FourRunr.Hosting.Validation;

public static class BodyRules
{
    /// <summary>Registers the validator of a body that a rule or two are enough for.</summary>
    public static void AddBodyRules<T>(this IServiceCollection services, Action<InlineValidator<T>> add)
    {
        var validator = new InlineValidator<T>();
        add(validator);
        services.AddSingleton<IValidator<T>>(validator);
    }
}
