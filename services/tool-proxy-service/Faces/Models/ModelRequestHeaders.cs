using System.Text.RegularExpressions;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>Reads the headers that may go to a provider. All others end here.</summary>
internal static partial class ModelRequestHeaders
{
    private const int MostBetas = 32;

    /// <summary>Its presence tells a client of Anthropic's from one of OpenAI's.</summary>
    public const string Version = "anthropic-version";

    public static ModelHeaders Of(HttpRequest request)
    {
        var version = request.Headers[Version] is [{ } sent] && VersionDate().IsMatch(sent) ? sent : null;
        IReadOnlyList<string> betas =
        [
            .. request.Headers["anthropic-beta"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Where(beta => BetaName().IsMatch(beta)).Distinct(StringComparer.Ordinal).Take(MostBetas),
        ];
        return version is null && betas.Count == 0 ? ModelHeaders.None : new ModelHeaders(version, betas);
    }

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionDate();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex BetaName();
}
