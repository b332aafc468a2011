using System.Text.RegularExpressions;
using FourRunr.Fuzz.Generators;
using FourRunr.Fuzz.Wire;

namespace FourRunr.Fuzz.Targets;

/// <summary>An operation that takes a JSON object.</summary>
internal sealed partial record JsonTarget(string Method, string Path, string Bearer, Func<Dice, JsonObject> Good)
{
    /// <summary>Members that may be left out, and so may be null.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>Member to a word that it may be; other spellings of it are refused.</summary>
    public (string Member, string Word)? Enum { get; init; }

    /// <summary>The path without ids.</summary>
    private string Name => $"{Method} {Ids().Replace(Path, "{id}")}";

    public Target ToTarget() => new(Name, Make);

    private RawRequest Make(Dice dice)
    {
        var good = Good(dice);
        switch (dice.Number(0, 9))
        {
            case 0 or 1:
                return Request(JsonText.Respell(good, dice)).Build(Expected.Success, "another spelling of a good body");
            case 2 when Optional.Count > 0:
                var name = dice.Pick(Optional);
                good[name] = null;
                return Request(JsonText.Respell(good, dice)).Build(Expected.Success, $"null for {name}, which may be left out");
            case 3 when Enum is var (member, word):
                good[member] = NastyText.Misspelled(word, dice);
                return Request(JsonText.Respell(good, dice)).Build(Expected.Refusal, $"no word for {member}");
            case 4:
                return Request(JsonText.Respell(good, dice)).Chunked(Expected.Success, dice);
            case 5:
                return Request(BrokenJson.Break(good, dice)).Build(Expected.Anything);
            case 6:
                return Request(JsonText.Respell(good, dice)).Break(dice);
            case 7:
                var (header, value) = HeaderText.Of(dice);
                return Request(JsonText.Respell(good, dice)).Header(header, value).Build(Expected.Anything);
            default:
                return Request(JsonText.Respell(BrokenJson.Change(good, dice), dice)).Build(Expected.Anything);
        }
    }

    private RequestText Request(byte[] body) => new RequestText(Name, Method, Path).Bearer(Bearer).Body(body);

    [GeneratedRegex("[a-z]{3}_[0-9a-f]{32}", RegexOptions.CultureInvariant)]
    private static partial Regex Ids();
}
