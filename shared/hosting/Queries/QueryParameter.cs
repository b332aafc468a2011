using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace FourRunr.Hosting.Queries;

/// <summary>A query parameter of a handler: its name and which values it takes.</summary>
internal sealed class QueryParameter
{
    private readonly Type _type;
    private readonly IReadOnlyCollection<string>? _values;

    private QueryParameter(string name, Type type, IReadOnlyCollection<string>? values) =>
        (Name, _type, _values) = (name, Nullable.GetUnderlyingType(type) ?? type, values);

    public string Name { get; }

    /// <exception cref="InvalidOperationException">Values of the type cannot be checked.</exception>
    public static QueryParameter Of(string name, Type type, params ICustomAttributeProvider[] declarations)
    {
        var attributes = declarations.SelectMany(declaration => declaration.GetCustomAttributes(inherit: true)).ToArray();
        var said = attributes.OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? name;
        var parameter = new QueryParameter(said, type, attributes.OfType<OneOfAttribute>().FirstOrDefault()?.Values);
        return IsReadable(type) ? parameter : throw new InvalidOperationException($"A query parameter cannot be a {type.Name}: {said}.");
    }

    /// <summary>Types whose values are checked and read here.</summary>
    public static bool IsReadable(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && (plain == typeof(string) || plain == typeof(int) || plain == typeof(bool) || plain == typeof(DateTimeOffset));

    /// <param name="value">Replaced by the spelling that the framework reads.</param>
    /// <returns>What is wrong with the value; null when it is good.</returns>
    public string? Check(ref string value)
    {
        if (_values is not null)
        {
            return _values.Contains(value) ? null : $"must be one of {string.Join(", ", _values)}";
        }

        if (_type == typeof(int))
        {
            return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "must be a whole number";
        }

        if (_type == typeof(bool))
        {
            return bool.TryParse(value, out _) ? null : "must be true or false";
        }

        return _type == typeof(DateTimeOffset) ? CheckMoment(ref value) : value.Contains('\0', StringComparison.Ordinal) ? "must not hold a NUL character" : null;
    }

    private static string? CheckMoment(ref string value)
    {
        if (!Rfc3339.TryParse(value, out var moment))
        {
            if (!Rfc3339.TryParseDate(value, out var date))
            {
                return $"must be a moment such as {Rfc3339.Example}, with Z or an offset (write its + as %2B), or a date such as 2026-01-31, which begins at midnight UTC";
            }

            moment = date;
        }

        value = moment.ToString("O", CultureInfo.InvariantCulture);
        return null;
    }
}
