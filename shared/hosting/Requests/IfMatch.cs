using Microsoft.Net.Http.Headers;

namespace FourRunr.Hosting.Requests;

/// <summary>The condition of a change (RFC 9110 section 13.1.1). An unreadable header matches nothing.</summary>
/// <param name="Tags">Null when the request has no condition.</param>
public sealed record IfMatch(IList<EntityTagHeaderValue>? Tags)
{
    public static IfMatch Of(HttpRequest request) => new(request.Headers.IfMatch switch
    {
        [] => null,
        var header => EntityTagHeaderValue.TryParseStrictList(header, out var tags) ? tags : [],
    });

    /// <summary>The condition that the version is this one.</summary>
    public static IfMatch Only(string version) => new([new EntityTagHeaderValue(TagOf(version))]);

    /// <param name="version">ASCII without quotes.</param>
    public static string TagOf(string version) => $"\"{version}\"";

    public static string TagOf(int version) => TagOf(version.ToString(CultureInfo.InvariantCulture));

    public bool Matches(string version) => Tags is null || Tags.Any(tag =>
        tag == EntityTagHeaderValue.Any || tag.Compare(new EntityTagHeaderValue(TagOf(version)), useStrongComparison: true));

    public bool Matches(int version) => Matches(version.ToString(CultureInfo.InvariantCulture));
}
