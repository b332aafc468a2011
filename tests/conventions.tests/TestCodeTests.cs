using System.Text.RegularExpressions;
using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>Tests wait for what they wait for, not for time to pass.</summary>
public sealed partial class TestCodeTests
{
    /// <summary>File to the reason why it may name a delay.</summary>
    private static readonly Dictionary<string, string> MayDelay = new()
    {
        ["tests/conventions.tests/TestCodeTests.cs"] = "names what it looks for",
        ["tests/faults/Scenarios/Pause.cs"] = "holds a fault for as long as it is to last",
    };

    [Fact]
    public void Tests_Delays_AreOnlyThoseOfAFakeClockOrOfASlowStandIn()
    {
        var delays = Sources.Files("tests", "*.cs")
            .Where(file => !MayDelay.ContainsKey(file))
            .SelectMany(file => Sources.Lines(file).Select((text, index) => (Place: $"{file}:{index + 1}", Text: text)))
            .Where(line => RealDelay().IsMatch(line.Text))
            .Select(line => $"{line.Place}: {line.Text.Trim()}");

        Assert.Empty(delays);
    }

    [Fact]
    public void AllowList_EveryFile_StillNeedsItsPlace() =>
        Assert.All(MayDelay.Keys, file => Assert.Matches(RealDelay(), Sources.Read(file)));

    /// <summary>A delay by the test's own clock passes when the test says so, and an endless one plays a server that hangs.</summary>
    [GeneratedRegex(@"Thread\.Sleep|SpinWait|Task\.Delay\((?!Timeout\.Infinite|[^;]*[cC]lock)")]
    private static partial Regex RealDelay();
}
