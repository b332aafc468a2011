namespace FourRunr.PolicyEvaluation.Filters;

/// <summary>
/// How long a match of a regular expression can be, in UTF-16 characters, the neighbours that decide about it included. It reads the
/// pattern once. What it does not know for sure counts as unbounded: look-around, back-references, anchors to the ends of the text, and
/// patterns that ignore white space.
/// </summary>
internal struct PatternLength
{
    /// <summary>A longer match counts as unbounded.</summary>
    public const int Longest = 16_384;

    private readonly string _pattern;
    private int _at;
    private bool _looksAtNeighbours;

    private PatternLength(string pattern) => _pattern = pattern;

    /// <param name="pattern">A pattern that .NET compiles.</param>
    /// <returns>Null: unbounded.</returns>
    public static int? Of(string pattern)
    {
        var walk = new PatternLength(pattern);
        var length = walk.Alternatives();
        if (length is null || walk._at < pattern.Length)
        {
            return null;
        }

        // A word boundary looks at one character before the match and one after it.
        return Bounded(length.Value + (walk._looksAtNeighbours ? 2L : 0));
    }

    private int? Alternatives()
    {
        var longest = Sequence();
        while (_at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            longest = Sequence() is { } other && longest is { } known ? Math.Max(known, other) : null;
        }

        return longest;
    }

    private int? Sequence()
    {
        int? sum = 0;
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            var repeated = Atom() is { } length ? Repeat(length) : null;
            if (repeated is null)
            {
                // Nothing after it matters any more; the walk ends here.
                return null;
            }

            sum = Bounded((long)sum.Value + repeated.Value);
            if (sum is null)
            {
                return null;
            }
        }

        return sum;
    }

    private int? Atom()
    {
        switch (_pattern[_at++])
        {
            case '(':
                return Group();
            case '[':
                return Class() ? 1 : null;
            case '\\':
                return Escape();
            case '^' or '$':
                return null;
            default:
                return 1;
        }
    }

    private int? Group()
    {
        if (_at < _pattern.Length && _pattern[_at] == '?')
        {
            _at++;
            if (!SkipGroupHead(out var isWhole))
            {
                return null;
            }

            if (isWhole)
            {
                return 0;
            }
        }

        if (Alternatives() is not { } length || _at >= _pattern.Length)
        {
            return null;
        }

        _at++;
        return length;
    }

    /// <summary>After <c>(?</c>: a group that does not capture, a name, options or a comment.</summary>
    /// <param name="isWhole">The group has ended: it was options or a comment.</param>
    private bool SkipGroupHead(out bool isWhole)
    {
        isWhole = false;
        var rest = _pattern.AsSpan(_at);
        if (rest is ['#', ..])
        {
            isWhole = true;
            return SkipPast(')');
        }

        if (rest is ['<', not ('=' or '!'), ..])
        {
            return SkipPast('>');
        }

        if (rest is ['\'', ..])
        {
            _at++;
            return SkipPast('\'');
        }

        // Options such as 'i' and 'i-s'. With 'x' white space and '#' mean something else: unknown.
        var end = rest.IndexOfAnyExcept("imns-");
        if (end < 0 || rest[end] is not (':' or ')'))
        {
            return false;
        }

        isWhole = rest[end] == ')';
        _at += end + 1;
        return true;
    }

    private bool SkipPast(char end)
    {
        var found = _pattern.IndexOf(end, _at);
        _at = found + 1;
        return found >= 0;
    }

    /// <summary>After <c>[</c>, up to and including its <c>]</c>; a class may hold a class that is subtracted.</summary>
    private bool Class()
    {
        _at += _at < _pattern.Length && _pattern[_at] == '^' ? 1 : 0;
        for (var first = true; _at < _pattern.Length; first = false)
        {
            var character = _pattern[_at++];
            if (character == ']' && !first)
            {
                return true;
            }

            if (character == '\\')
            {
                _at++;
            }
            else if (character == '[' && !first && _pattern[_at - 2] == '-' && !Class())
            {
                return false;
            }
        }

        return false;
    }

    private int? Escape()
    {
        switch (_at < _pattern.Length ? _pattern[_at++] : '\0')
        {
            case 'b' or 'B':
                _looksAtNeighbours = true;
                return 0;
            case 'p' or 'P':
                return SkipPast('}') ? 1 : null;
            case 'x':
                return Skip(2);
            case 'u':
                return Skip(4);
            case 'c':
                return Skip(1);
            case 'd' or 'D' or 'w' or 'W' or 's' or 'S' or 'a' or 'e' or 'f' or 'n' or 'r' or 't' or 'v':
                return 1;
            case var other when other is '\0' or '_' || char.IsAsciiLetterOrDigit(other):
                return null;
            default:
                return 1;
        }
    }

    private int? Skip(int count)
    {
        _at += count;
        return _at <= _pattern.Length ? 1 : null;
    }

    private int? Repeat(int length)
    {
        var most = 1L;
        if (_at < _pattern.Length)
        {
            switch (_pattern[_at])
            {
                case '?':
                    _at++;
                    break;
                case '*' or '+':
                    return null;
                case '{' when Braces(out var end) is { } bound:
                    _at = end;
                    most = bound;
                    break;
                case '{' when IsOpenEnded():
                    return null;
                default:
                    return length;
            }

            // Lazy: the same bound.
            _at += _at < _pattern.Length && _pattern[_at] == '?' ? 1 : 0;
        }

        return Bounded(length * most);
    }

    /// <summary><c>{3}</c> or <c>{1,3}</c>; other braces are characters.</summary>
    private readonly int? Braces(out int end)
    {
        end = _pattern.IndexOf('}', _at) + 1;
        if (end == 0)
        {
            return null;
        }

        var bounds = _pattern.AsSpan(_at + 1, end - _at - 2);
        var comma = bounds.IndexOf(',');
        return (comma < 0 || IsNumber(bounds[..comma], out _)) && IsNumber(bounds[(comma + 1)..], out var most) ? most : null;
    }

    private readonly bool IsOpenEnded()
    {
        var end = _pattern.IndexOf('}', _at);
        return end > _at + 2 && _pattern[end - 1] == ',' && IsNumber(_pattern.AsSpan(_at + 1, end - _at - 2), out _);
    }

    private static bool IsNumber(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static int? Bounded(long length) => length <= Longest ? (int)length : null;
}
