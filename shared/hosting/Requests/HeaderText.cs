using System.Buffers;
using FourRunr.Hosting.Errors;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace FourRunr.Hosting.Requests;

/// <summary>
/// Which header values may be passed on: visible ASCII, spaces and tabs. The server accepts all other bytes too and reads them as Latin-1,
/// so that a header that is not used (city names of a CDN, cookies of another site) does no harm. Headers that are used have rules of their
/// own, which allow no such character.
/// </summary>
public static class HeaderText
{
    private static readonly SearchValues<char> Passable =
        SearchValues.Create(['\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);

    public static bool IsPassable(StringValues values)
    {
        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAnyExcept(Passable))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The refusal of a request whose header cannot be passed on.</summary>
    public static ProblemResult Refuse(string name) => name == HeaderNames.Authorization
        ? new ProblemResult(GatewayErrors.TokenInvalid)
        : new ProblemResult(GatewayErrors.HeaderInvalid, $"The header {name} has other characters than visible ASCII, spaces and tabs.")
        {
            Errors = new Dictionary<string, string[]> { [name] = ["must be visible ASCII, spaces and tabs"] },
        };
}
