using FourRunr.ToolProxy.Models.Streams;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

public sealed class EventSplitterTests
{
    [Theory]
    [InlineData("data: a\n\n", "|a")]
    [InlineData("data:a\r\n\r\ndata:  b\r\n\r\n", "|a", "| b")]
    [InlineData("data: a\r\rdata: b\r\r", "|a", "|b")]
    [InlineData("data: a\r\n\rdata: b\n\r", "|a", "|b")]
    [InlineData("event: x\ndata: a\n\n", "x|a")]
    [InlineData("data: a\ndata:\ndata: b\n\n", "|a\n\nb")]
    [InlineData("data\n\n", "|")]
    [InlineData("\n\n\r\n: c\n\n", "comment")]
    [InlineData(": c\ndata: a\nid: 7\nretry: 1\n\n", "|a")]
    [InlineData("event: ping\n\n", "comment")]
    [InlineData("\ufeffdata: a\n\n", "|a")]
    [InlineData("\ufeff\ufeffdata: a\n\n", "comment")]
    [InlineData("data: a\n\ndata: [DONE", "|a")]
    [InlineData("data: é\u2028😀\n\n", "|é\u2028😀")]
    public void MoveNext_AnyForm_SameForEveryCut(string stream, params string[] expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                var (events, raw) = Split([bytes[..first], bytes[first..second], bytes[second..]], 1000);

                Assert.Equal(expected, events);
                Assert.StartsWith(raw, stream, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void MoveNext_ByteByByte_GivesTheBytesUnchanged()
    {
        var stream = SampleStreams.Of(ToolProxy.Tools.ModelDialect.Responses, "content", "one ", "two").Replace("\n", "\r\n", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(stream);

        var (events, raw) = Split(bytes.Select(one => (byte[])[one]), 10_000);

        Assert.Equal(8, events.Count);
        // The line feed after the last CR belongs to what would follow.
        Assert.Equal(stream[..^1], raw);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_048_576)]
    public void MoveNext_EventOfTheCap_PassesAndOneMoreDoesNot(int cap)
    {
        var most = Encoding.UTF8.GetBytes("data: " + new string('a', cap - 8) + "\n\n");
        Assert.Equal(cap, most.Length);
        byte[] tooMany = [.. most[..10], (byte)'a', .. most[10..]];

        foreach (var size in (int[])[17, 4096, cap + 1])
        {
            Assert.Single(Split(most.Chunk(size), cap).Events);
            Assert.Equal(["too large"], Split(tooMany.Chunk(size), cap).Events);
        }
    }

    [Fact]
    public void MoveNext_NoEnd_IsTooLargeBeforeMuchIsKept()
    {
        using var splitter = new EventSplitter(1000);
        var fed = 0;
        while (!splitter.IsTooLarge && fed < 1_000_000)
        {
            var room = splitter.Room();
            room.Span[..100].Fill((byte)'a');
            splitter.Arrived(100);
            fed += 100;
            Assert.False(splitter.MoveNext());
        }

        Assert.Equal(1100, fed);
    }

    private static (List<string> Events, string Raw) Split(IEnumerable<byte[]> chunks, int cap)
    {
        using var splitter = new EventSplitter(cap);
        var events = new List<string>();
        var raw = new MemoryStream();
        foreach (var chunk in chunks)
        {
            for (var rest = chunk.AsMemory(); rest.Length > 0;)
            {
                var room = splitter.Room();
                var count = Math.Min(room.Length, rest.Length);
                rest[..count].CopyTo(room);
                rest = rest[count..];
                splitter.Arrived(count);
                while (splitter.MoveNext())
                {
                    raw.Write(splitter.Event.Span);
                    events.Add(splitter.HasData ? $"{Encoding.UTF8.GetString(splitter.Name)}|{Encoding.UTF8.GetString(splitter.Data)}" : "comment");
                }

                if (splitter.IsTooLarge)
                {
                    return ([.. events, "too large"], "");
                }
            }
        }

        return (events, Encoding.UTF8.GetString(raw.ToArray()));
    }
}
