using System.Buffers;
using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace FourRunr.Hosting.Requests;

/// <summary>
/// What may be passed on of a header: visible ASCII, spaces and tabs. The server takes every other byte too and reads it as Latin-1, so
/// that a header nobody looks at (cities of a content network, cookies of another site) does no harm; one that is looked at is judged
/// by its own rules, which no such character fits.
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
