using System.Reflection;
using System.Runtime.CompilerServices;
using FourRunr.Hosting.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;

namespace FourRunr.Hosting.Queries;

/// <summary>
/// All query parameters of a handler, read from its signature. A query with another name, or with a value that cannot be read, is refused:
/// a misspelt filter would show everything, and a misspelt <c>dry_run</c> would make the change.
/// </summary>
public sealed class QueryParameters
{
    private const int MostListed = 10;
    private const int LongestNameShown = 64;

    private static readonly ConditionalWeakTable<Endpoint, QueryParameters> Known = [];

    private readonly Dictionary<string, QueryParameter> _byName;

    private QueryParameters(IEnumerable<QueryParameter> parameters) =>
        _byName = parameters.ToDictionary(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Of an endpoint for operators, services or agents. Null for what is open to everyone: pages, health, OAuth (RFC 6749 section 3.2 has unknown
    /// parameters ignored) and routes to other services, which check their queries themselves.
    /// </summary>
    /// <exception cref="InvalidOperationException">The handler has a query parameter of a type that cannot be checked.</exception>
    public static QueryParameters? Of(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            ? OfSignature(endpoint)
            : null;

    /// <summary>The same for an endpoint that identifies its caller itself, and checks the query after that. Null without a handler.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="Of"/>.</exception>
    public static QueryParameters? OfSignature(Endpoint? endpoint) =>
        endpoint is RouteEndpoint route && endpoint.Metadata.GetMetadata<MethodInfo>() is { } handler
            ? Known.GetValue(endpoint, _ => new QueryParameters(handler.GetParameters().SelectMany(parameter => Read(parameter, route))))
            : null;

    /// <summary>Checks a request's query, and puts moments in the spelling that the framework reads.</summary>
    /// <returns>What is wrong with it; null when it is good.</returns>
    public ProblemResult? Check(HttpRequest request)
    {
        if (request.Query.Count == 0)
        {
            return null;
        }

        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var read = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Query)
        {
            var value = values.ToString();
            if (Complain(name, values.Count, ref value) is { } complaint)
            {
                errors[Characters.Cut(name, LongestNameShown)] = [complaint];
            }

            if (errors.Count == MostListed)
            {
                break;
            }

            read[name] = value;
        }

        if (errors.Count > 0)
        {
            return InvalidQuery.Refuse(errors);
        }

        request.Query = new QueryCollection(read);
        return null;
    }

    private string? Complain(string name, int count, ref string value)
    {
        if (!_byName.TryGetValue(name, out var parameter))
        {
            return _byName.Count == 0
                ? "is unknown here: this operation takes no query parameters"
                : $"is unknown here; known: {string.Join(", ", _byName.Keys)}";
        }

        return count == 1 ? parameter.Check(ref value) : "must be given once";
    }

    private static IEnumerable<QueryParameter> Read(ParameterInfo parameter, RouteEndpoint route)
    {
        if (parameter.IsDefined(typeof(AsParametersAttribute)))
        {
            return ReadMembers(parameter.ParameterType);
        }

        return IsInQuery(parameter.Name!, parameter.ParameterType, route, parameter) ? [QueryParameter.Of(parameter.Name!, parameter.ParameterType, parameter)] : [];
    }

    /// <summary>Members of a parameter that stands for several.</summary>
    private static IEnumerable<QueryParameter> ReadMembers(Type type)
    {
        var constructed = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).ToDictionary(parameter => parameter.Name!, StringComparer.OrdinalIgnoreCase);
        foreach (var member in type.GetProperties())
        {
            var parameter = constructed.GetValueOrDefault(member.Name);
            ICustomAttributeProvider[] declarations = parameter is null ? [member] : [member, parameter];
            if (declarations.Any(declaration => declaration.GetCustomAttributes(inherit: true).OfType<IFromQueryMetadata>().Any()))
            {
                yield return QueryParameter.Of(member.Name, member.PropertyType, declarations);
            }
        }
    }

    private static bool IsInQuery(string name, Type type, RouteEndpoint route, ParameterInfo parameter)
    {
        var attributes = parameter.GetCustomAttributes(inherit: true);
        if (attributes.OfType<IFromQueryMetadata>().Any())
        {
            return true;
        }

        return QueryParameter.IsReadable(type) && route.RoutePattern.GetParameter(name) is null
            && !attributes.Any(attribute => attribute is IFromRouteMetadata or IFromHeaderMetadata or IFromBodyMetadata or IFromFormMetadata or IFromServiceMetadata);
    }
}
