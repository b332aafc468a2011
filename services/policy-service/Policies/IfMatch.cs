using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace FourRunr.Policy.Policies;

/// <summary>The condition of a change (RFC 9110 section 13.1.1). An unreadable header matches nothing.</summary>
/// <param name="Tags">Null when the request has no condition.</param>
internal sealed record IfMatch(IList<EntityTagHeaderValue>? Tags)
{
    public static IfMatch Of(HttpRequest request) => new(request.Headers.IfMatch switch
    {
        [] => null,
        var header => EntityTagHeaderValue.TryParseStrictList(header, out var tags) ? tags : [],
    });

    public static string TagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public bool Matches(int version) => Tags is null || Tags.Any(tag =>
        tag == EntityTagHeaderValue.Any || tag.Compare(new EntityTagHeaderValue(TagOf(version)), useStrongComparison: true));
}
