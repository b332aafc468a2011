using System.Buffers;

namespace FourRunr.PolicyEvaluation.Models;

/// <summary>
/// The name of a model, or a pattern in which <c>*</c> stands for any characters, none included. A pattern that denies also covers other
/// spellings in upper and lower case, because a provider may take them for the same model.
/// </summary>
internal sealed class ModelPattern
{
    public const int MaxLength = 256;

    /// <summary>What a pattern must be, as the end of a sentence.</summary>
    public const string Grammar = "must be the name of a model, or a pattern with '*': 1 to 256 visible ASCII characters";

    private static readonly SearchValues<char> Characters = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    private readonly string _text;
    private readonly bool _ignoreCase;

    private ModelPattern(string text, bool ignoreCase) => (_text, _ignoreCase) = (text, ignoreCase);

    public static bool IsPattern(string? text) => text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(Characters);

    /// <exception cref="FormatException">It was refused when it was saved.</exception>
    public static ModelPattern Parse(string text, bool ignoreCase) =>
        IsPattern(text) ? new ModelPattern(text, ignoreCase) : throw new FormatException("A stored pattern of models cannot be read.");

    /// <summary>In steps of at most the product of both lengths.</summary>
    public bool Covers(string model)
    {
        var (at, next) = (0, 0);
        var (star, resume) = (-1, 0);
        while (at < model.Length)
        {
            if (next < _text.Length && _text[next] == '*')
            {
                (star, resume) = (next++, at);
            }
            else if (next < _text.Length && AreEqual(_text[next], model[at]))
            {
                (at, next) = (at + 1, next + 1);
            }
            else if (star >= 0)
            {
                // The last star takes one character more.
                (at, next) = (++resume, star + 1);
            }
            else
            {
                return false;
            }
        }

        return _text.AsSpan(next).Trim('*').IsEmpty;
    }

    private bool AreEqual(char one, char other) => one == other || (_ignoreCase && char.ToUpperInvariant(one) == char.ToUpperInvariant(other));
}
