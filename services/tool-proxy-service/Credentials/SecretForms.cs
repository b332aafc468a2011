using System.Buffers;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// The forms in which APIs echo a secret: as it is, in hex, in Base64 and Base64url with anything around it, and with characters escaped
/// for URLs, HTML or JSON. Created once for a credential.
/// </summary>
internal sealed class SecretForms
{
    public static readonly SecretForms None = new([], 0);

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789+-.eE");

    private readonly SearchValues<string> _search;
    private readonly Form[] _forms;
    private readonly EscapedSecret[] _escaped;

    private SecretForms(IEnumerable<string> secrets, int shortest)
    {
        var all = secrets.Where(secret => secret.Length >= shortest).Distinct(StringComparer.Ordinal).ToArray();
        // The longest first: otherwise the rest of a secret that begins with another one would stay.
        _forms = [.. all.SelectMany(FormsOf).DistinctBy(form => form.Text).OrderByDescending(form => form.Text.Length)];
        _search = SearchValues.Create([.. _forms.Select(form => form.Text)], StringComparison.OrdinalIgnoreCase);
        MayBeNumbers = Array.Exists(_forms, form => !form.Text.AsSpan().ContainsAnyExcept(NumberCharacters));
        _escaped = [.. all.OrderByDescending(secret => secret.Length).Select(secret => new EscapedSecret(secret))];
    }

    /// <summary>True if there is nothing to look for.</summary>
    public bool IsEmpty => _forms.Length == 0;

    /// <summary>Whether one of them may be echoed as a number.</summary>
    public bool MayBeNumbers { get; }

    /// <param name="secrets">As they were sent.</param>
    /// <param name="shortest">Shorter secrets are left out, because any text may contain them.</param>
    public static SecretForms Of(IEnumerable<string> secrets, int shortest)
    {
        var forms = new SecretForms(secrets, shortest);
        return forms.IsEmpty ? None : forms;
    }

    public bool AreIn(string text) => !ReferenceEquals(text, Replace(text, ""));

    /// <summary>Returns the same string if there is nothing to replace.</summary>
    public string Replace(string text, string replacement)
    {
        text = ReplacePlain(text, replacement);
        if (EscapedSecret.MayBeIn(text))
        {
            foreach (var secret in _escaped)
            {
                text = secret.Replace(text, replacement);
            }
        }

        return text;
    }

    private string ReplacePlain(string text, string replacement)
    {
        StringBuilder? cleaned = null;
        var done = 0;
        for (var at = 0; at < text.Length;)
        {
            var found = text.AsSpan(at).IndexOfAny(_search);
            if (found < 0)
            {
                break;
            }

            at += found;
            if (LengthAt(text, at) is not var (before, length))
            {
                at++;
                continue;
            }

            cleaned ??= new StringBuilder(text.Length);
            var start = Math.Max(done, at - before);
            cleaned.Append(text, done, start - done).Append(replacement);
            (at, done) = (at + length, at + length);
        }

        return cleaned is null ? text : cleaned.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>The form at this position: the number of characters that belong to it before and from the position.</summary>
    private (int Before, int Length)? LengthAt(string text, int at)
    {
        foreach (var form in _forms)
        {
            if (string.Compare(text, at, form.Text, 0, form.Text.Length, form.Comparison) == 0)
            {
                var end = at + form.Text.Length;
                return (
                    form.TakesOneBefore && at > 0 && IsBase64(text[at - 1]) ? 1 : 0,
                    form.Text.Length + (form.TakesOneAfter && end < text.Length && IsBase64(text[end]) ? 1 : 0));
            }
        }

        return null;
    }

    private static bool IsBase64(char character) => char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '-' or '_';

    private static IEnumerable<Form> FormsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return new Form(secret, StringComparison.Ordinal);
        yield return new Form(Convert.ToHexString(bytes), StringComparison.OrdinalIgnoreCase);
        if (secret.Contains(' ', StringComparison.Ordinal))
        {
            // As HTML forms write it.
            yield return new Form(secret.Replace(' ', '+'), StringComparison.Ordinal);
        }

        for (var shift = 0; shift < 3; shift++)
        {
            var (core, before, behind) = Base64Core(bytes, shift);
            yield return new Form(core, StringComparison.Ordinal, before, behind);
            yield return new Form(core.Replace('+', '-').Replace('/', '_'), StringComparison.Ordinal, before, behind);
        }
    }

    /// <summary>
    /// The characters that do not depend on what surrounds the secret, and whether the characters next to them encode a part of it.
    /// </summary>
    private static (string Core, bool Before, bool Behind) Base64Core(byte[] secret, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. secret]);
        var first = ((shift * 8) + 5) / 6;
        var last = (shift + secret.Length) * 8 / 6;
        return (text[first..last], shift > 0, (shift + secret.Length) % 3 > 0);
    }

    private sealed record Form(string Text, StringComparison Comparison, bool TakesOneBefore = false, bool TakesOneAfter = false);
}
