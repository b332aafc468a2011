using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace FourRunr.Hosting.Errors;

/// <summary>Describes in terms of JSON what a body must be at a path.</summary>
internal static partial class BodyShape
{
    private const string SomethingElse = "of another type";

    /// <returns>E.g. <c>a string</c>.</returns>
    public static string Expected(Type? body, string path) => Find(body, path) is { } type ? Describe(type) : SomethingElse;

    /// <returns>E.g. <c>; known: name, role</c>; empty where the members are not known.</returns>
    public static string KnownMembers(Type? body, string path) =>
        Find(body, path) is { } type && TypeInfo(type) is { Kind: JsonTypeInfoKind.Object, Properties.Count: > 0 } info
            ? $"; known: {string.Join(", ", info.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name))}"
            : "";

    /// <summary>Follows a path of the serializer, such as <c>$.spec.quotas[1].window</c>.</summary>
    private static Type? Find(Type? type, string path)
    {
        foreach (Match step in Step().Matches(path))
        {
            if (type is null)
            {
                return null;
            }

            var info = TypeInfo(type);
            type = info.Kind switch
            {
                JsonTypeInfoKind.Object => info.Properties.FirstOrDefault(property => property.Name == step.Groups["name"].Value)?.PropertyType,
                JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => info.ElementType,
                _ => null,
            };
        }

        return type;
    }

    private static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            return $"one of: {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}";
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => "a string of valid Unicode",
            TypeCode.Boolean => "true or false",
            TypeCode.Int32 => "a whole number of at most 32 bits",
            TypeCode.Int64 => "a whole number",
            TypeCode.Double or TypeCode.Decimal => "a number",
            _ when type == typeof(DateTimeOffset) => "a time such as 2026-01-31T12:00:00Z",
            _ => TypeInfo(type).Kind switch
            {
                JsonTypeInfoKind.Enumerable => "an array",
                JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
                _ => SomethingElse,
            },
        };
    }

    private static JsonTypeInfo TypeInfo(Type type) => GatewayJson.Strict.GetTypeInfo(type);

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\[\d+\]|\['(?<name>.*?)'\]", RegexOptions.Singleline)]
    private static partial Regex Step();
}
