using System.Reflection;
using System.Runtime.CompilerServices;
using FourRunr.Auth;
using FourRunr.Contracts;
using FourRunr.Policy;
using FourRunr.ToolProxy;
using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>Every enum that travels is read by exactly its documented words.</summary>
public sealed class WireEnumTests
{
    private static readonly Assembly[] Services = [typeof(AuthService).Assembly, typeof(PolicyService).Assembly, typeof(ToolProxyService).Assembly];

    /// <summary>Those of the contract, and those that a public type of a service has a member of.</summary>
    public static TheoryData<Type> Enums =>
    [
        .. typeof(GatewayJson).Assembly.GetTypes().Where(type => type is { IsEnum: true, IsPublic: true })
            .Concat(Services.SelectMany(service => service.GetTypes())
                .Where(type => type.IsVisible)
                .SelectMany(type => type.GetProperties())
                .SelectMany(property => EnumsIn(property.PropertyType)))
            .Distinct(),
    ];

    [Theory, MemberData(nameof(Enums), DisableDiscoveryEnumeration = true)]
    public void Enum_OfTheWire_IsReadByItsWordsOnly(Type type)
    {
        var words = Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).ToArray();

        foreach (var options in (JsonSerializerOptions[])[GatewayJson.Strict, GatewayJson.Tolerant])
        {
            foreach (var (word, value) in words.Zip(Enum.GetValues(type).Cast<object>()))
            {
                Assert.Equal(value, JsonSerializer.Deserialize($"\"{word}\"", type, options));
                Assert.Equal($"\"{word}\"", JsonSerializer.Serialize(value, type, options));
            }

            foreach (var wrong in Wrong(type, words))
            {
                Assert.True(IsRefused(wrong, type, options), $"{type.Name} accepts {wrong}");
                Assert.True(IsRefused(wrong, typeof(Nullable<>).MakeGenericType(type), options), $"{type.Name}? accepts {wrong}");
            }

            foreach (var wrong in Wrong(type, words).Where(wrong => wrong.StartsWith('"')))
            {
                var map = typeof(Dictionary<,>).MakeGenericType(type, typeof(int));
                Assert.True(IsRefused($"{{{wrong}:1}}", map, options), $"{type.Name} accepts the member {wrong}");
            }
        }
    }

    [Fact]
    public void Enums_OfTheContract_AreFound() => Assert.True(Enums.Count > 10);

    /// <summary>The framework reads an enum of a query, a path or a header in any case, by number and as a list.</summary>
    [Fact]
    public void Endpoints_TakeNoEnumFromTheUrl()
    {
        var handlers = Services.SelectMany(service => service.GetTypes())
            .Where(type => type.Name.EndsWith("Endpoint", StringComparison.Ordinal) || type.GetMethod("Map", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public) is not null)
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(method => !method.IsDefined(typeof(CompilerGeneratedAttribute)))
            .ToArray();
        Assert.Contains(handlers, handler => handler.Name.StartsWith("Handle", StringComparison.Ordinal));

        var parameters = handlers.SelectMany(handler => handler.GetParameters())
            .SelectMany(parameter => parameter.GetCustomAttributes().Any(attribute => attribute.GetType().Name == "AsParametersAttribute")
                ? parameter.ParameterType.GetProperties().Select(property => (parameter.Member, Type: property.PropertyType))
                : [(parameter.Member, Type: parameter.ParameterType)]);

        Assert.Empty(parameters
            .Where(parameter => EnumsIn(parameter.Type).Any())
            .Select(parameter => $"{parameter.Member.DeclaringType}.{parameter.Member.Name}"));
    }

    private static IEnumerable<string> Wrong(Type type, string[] words)
    {
        foreach (var word in words)
        {
            yield return $"\"{word.ToUpperInvariant()}\"";
            yield return $"\"{char.ToUpperInvariant(word[0])}{word[1..]}\"";
            yield return $"\" {word}\"";
            yield return $"\"{word} \"";
            yield return $"\"{word}\\n\"";
            yield return $"\"{word}\\u0000\"";
            yield return $"\"{word},{words[0]}\"";
            yield return $"\"{words[^1]}, {word}\"";
            yield return $"\"{word}|{words[0]}\"";
            yield return $"[\"{word}\"]";
        }

        foreach (var number in Enum.GetValues(type).Cast<object>().Select(value => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)))
        {
            yield return $"{number}";
            yield return $"\"{number}\"";
        }

        foreach (var name in Enum.GetNames(type).Except(words))
        {
            yield return $"\"{name}\"";
        }

        yield return "\"\"";
        yield return "\"unknown\"";
        yield return "true";
        yield return "{}";
    }

    private static bool IsRefused(string json, Type type, JsonSerializerOptions options)
    {
        try
        {
            JsonSerializer.Deserialize(json, type, options);
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static IEnumerable<Type> EnumsIn(Type type) => type switch
    {
        { IsEnum: true } => [type],
        { HasElementType: true } => EnumsIn(type.GetElementType()!),
        { IsGenericType: true } => type.GetGenericArguments().SelectMany(EnumsIn),
        _ => [],
    };
}
