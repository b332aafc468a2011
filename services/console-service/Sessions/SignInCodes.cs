using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FourRunr.WebConsole.Sessions;

/// <summary>Codes that stand for an operator's key once, for <see cref="Life"/>: for links that a terminal shows.</summary>
public sealed class SignInCodes(TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (string Credential, DateTimeOffset EndsAt)> _codes = new(StringComparer.Ordinal);

    /// <param name="credential">The operator's key.</param>
    public string Create(string credential)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        _codes[code] = (credential, clock.GetUtcNow() + Life);
        return code;
    }

    /// <returns>The key; null when the code is unknown, used or too old.</returns>
    public string? Take(string code) =>
        _codes.TryRemove(code, out var known) && clock.GetUtcNow() < known.EndsAt ? known.Credential : null;
}
