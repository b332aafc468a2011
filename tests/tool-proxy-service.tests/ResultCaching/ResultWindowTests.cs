using FourRunr.ToolProxy.ResultCaching;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.ResultCaching;

public sealed class ResultWindowTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly ResultKey Key = new("serpapi", "search", "1", Minute, "agt_1", "hash", "cred_1", "pol_1@1");

    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<int> Parts => [.. Enumerable.Range(0, Others.Length)];

    private static ResultKey[] Others =>
    [
        Key with { Tool = "serpap" }, Key with { Action = "searc" }, Key with { Version = "2" }, Key with { Version = null }, Key with { CacheFor = null },
        Key with { CacheFor = TimeSpan.FromMinutes(2) }, Key with { AgentId = null }, Key with { AgentId = "agt_2" }, Key with { ParametersHash = "hasi" },
        Key with { CredentialVersion = null }, Key with { CredentialVersion = "" }, Key with { Policies = "pol_1@2" },
        // The same letters, cut elsewhere.
        Key with { Tool = "serpapis", Action = "earch" },
    ];

    [Fact]
    public void Find_TheLatestOfEqualKeys_WithOriginAndTime()
    {
        var window = new ResultWindow(2);
        window.TryAdd(Key, Result("1"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var latest = Result("""{"text":"é 😀"}""", "https://api.example.com");
        window.TryAdd(Key, latest);

        var found = window.Find(Key with { }, _clock, Minute);

        Assert.Equal((Text(latest), latest.Origin, latest.StoredAt), (Text(found!), found!.Origin, found.StoredAt));
    }

    [Theory, MemberData(nameof(Parts))]
    public void Find_KeyThatDiffersInOnePart_FindsNothing(int part)
    {
        var window = new ResultWindow(2);
        window.TryAdd(Key, Result("1"));

        Assert.Null(window.Find(Others[part], _clock, Minute));
    }

    [Fact]
    public void Find_AsOldAsMayBe_FindsNothing()
    {
        var window = new ResultWindow(2);
        window.TryAdd(Key, Result("1"));
        _clock.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.NotNull(window.Find(Key, _clock, Minute));

        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Null(window.Find(Key, _clock, Minute));
        Assert.NotNull(window.Find(Key, _clock, Minute * 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void TryAdd_MoreThanThereIsRoomFor_KeepsTheLatestWhole(int chunks)
    {
        var window = new ResultWindow(chunks);
        var random = new Random(chunks);
        // Of every size: the end of a chunk is met in every way.
        var results = Enumerable.Range(0, 12_000).Select(i => (Key: Numbered(i), Text: i + new string('x', random.Next(1200)))).ToList();
        foreach (var (key, text) in results)
        {
            Assert.True(window.TryAdd(key, Result(text)));
        }

        var found = results.Select(result => window.Find(result.Key, _clock, Minute) is { } kept ? Text(kept) : null).ToList();

        Assert.All(found.Zip(results).Where(pair => pair.First is not null), pair => Assert.Equal(pair.Second.Text, pair.First));
        // All from some place on, and at least what fits into all chunks but the one that was begun anew.
        var first = found.FindIndex(text => text is not null);
        Assert.DoesNotContain(null, found.Skip(first));
        Assert.InRange(found.Count - first, (chunks - 1) * 1200 + 1, chunks * 2000);
    }

    [Fact]
    public void TryAdd_TooLargeOrNoText_IsNotKept()
    {
        var window = new ResultWindow(2);

        Assert.False(window.TryAdd(Key, Result(new string('x', 70_000))));
        Assert.False(window.TryAdd(Key with { Policies = new string('p', 4_000) }, Result("1")));
        Assert.False(window.TryAdd(Key with { Policies = "\ud83d" }, Result("1")));
        Assert.Null(window.Find(Key, _clock, Minute));
    }

    [Fact]
    public async Task Find_WhileOthersAdd_IsWhatWasAdded()
    {
        var window = new ResultWindow(1);
        await Parallel.ForAsync(0, 20_000, (i, _) =>
        {
            var key = Numbered(i % 500);
            if (window.Find(key, _clock, Minute) is { } kept)
            {
                Assert.Equal(key.ParametersHash, Text(kept).TrimEnd('x'));
            }

            window.TryAdd(key, Result(key.ParametersHash + new string('x', i % 3000)));
            return ValueTask.CompletedTask;
        });
    }

    private static ResultKey Numbered(int number) => Key with { ParametersHash = number.ToString(CultureInfo.InvariantCulture) };

    private static string Text(KeptResult result) => Encoding.UTF8.GetString(result.Data.Span);

    private KeptResult Result(string text, string origin = "mock") => new(Encoding.UTF8.GetBytes(text), origin, _clock.GetTimestamp());
}
