using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FluentValidation;
using FluentValidation.Results;
using FourRunr.Contracts;
using FourRunr.Documents;
using FourRunr.Hosting.Validation;

namespace FourRunr.ToolProxy.Parameters;

/// <summary>From JSON to a typed parameter record: all that is wrong with shape and rules, at once.</summary>
internal static class ParameterReader
{
    /// <param name="action">E.g. <c>serpapi.search</c>, for messages.</param>
    /// <returns>What <c>ToolAction.Validate</c> asks for.</returns>
    public static Func<JsonElement, IReadOnlyDictionary<string, string[]>?> Validator<T>(string action, IValidator<T> rules)
        where T : class, new() =>
        parameters => Validate(action, rules, parameters);

    /// <summary>Validated parameters as a record.</summary>
    public static T Read<T>(JsonElement parameters) => parameters.Deserialize<T>(GatewayJson.Strict)!;

    public static JsonTypeInfo TypeInfo(Type type) => GatewayJson.Strict.GetTypeInfo(type);

    private static Dictionary<string, string[]>? Validate<T>(string action, IValidator<T> rules, JsonElement parameters)
        where T : class, new()
    {
        var errors = new ParameterErrors();
        if (!StrictJson.IsUnicode(parameters))
        {
            errors.Add("params", "contain text that is not valid Unicode");
            return errors.ToDictionary();
        }

        var type = TypeInfo(typeof(T));
        ParameterShape.Check(parameters, type, action, path: "", errors);
        var record = errors.Any ? ReadGoodFields<T>(parameters, type, errors) : Read<T>(parameters);
        var result = rules.Validate(record);
        if (!result.IsValid)
        {
            Add(result, errors);
        }

        return errors.Any ? errors.ToDictionary() : null;
    }

    private static void Add(ValidationResult result, ParameterErrors errors)
    {
        foreach (var (path, messages) in ValidationFilter.ToErrors(result.Errors).Where(pair => !errors.Covers(pair.Key)))
        {
            foreach (var message in messages)
            {
                errors.Add(path, message);
            }
        }
    }

    private static T ReadGoodFields<T>(JsonElement parameters, JsonTypeInfo type, ParameterErrors errors)
        where T : class, new()
    {
        var record = new T();
        foreach (var field in ParameterShape.Fields(type))
        {
            if (parameters.TryGetProperty(field.Name, out var value) && !errors.Covers(field.Name))
            {
                field.Set!(record, value.Deserialize(TypeInfo(field.PropertyType)));
            }
        }

        return record;
    }
}
