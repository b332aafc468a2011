using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace FourRunr.Policy.Policies;

/// <summary>The condition of a change (RFC 9110 section 13.1.1). A header that cannot be read fits nothing.</summary>
internal sealed class IfMatch
{
    private readonly IReadOnlyList<EntityTagHeaderValue>? _tags;

    private IfMatch(IReadOnlyList<EntityTagHeaderValue>? tags) => _tags = tags;

    public static IfMatch Of(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0)
        {
            return new IfMatch(null);
        }

        return new IfMatch(EntityTagHeaderValue.TryParseStrictList(header, out var tags) ? [.. tags] : []);
    }

    public static string TagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public bool Fits(int version) => _tags is null || _tags.Any(tag =>
        tag == EntityTagHeaderValue.Any || tag.Compare(new EntityTagHeaderValue(TagOf(version)), useStrongComparison: true));
}
