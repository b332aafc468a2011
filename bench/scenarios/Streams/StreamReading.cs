using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>Reads one stream and holds its text against what the provider said, byte by byte.</summary>
internal sealed class StreamReading(int number, int tokens)
{
    private const int BufferBytes = 16 * 1024;

    private readonly byte[] _expected = StreamRequest.Answer(number, tokens);
    private int _position;
    private long _tokens;
    private bool _hasUsage;
    private bool _hasEnded;

    private static ReadOnlySpan<byte> Content => "\"content\":\""u8;

    private static ReadOnlySpan<byte> Completion => "\"completion_tokens\":"u8;

    /// <summary>That have arrived; each begins with a space.</summary>
    public long Tokens => Volatile.Read(ref _tokens);

    /// <summary>From the request to the first text; null if there was none.</summary>
    public TimeSpan? FirstText { get; private set; }

    /// <summary>From the request to the end.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>What was wrong; null of a stream that came whole and in order.</summary>
    public string? Fault { get; private set; }

    public async Task ReadAsync(HttpMessageInvoker http, Uri url, string token)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, StreamRequest.Path))
            {
                Content = new StringContent(StreamRequest.Body(number, tokens), Encoding.UTF8, "application/json"),
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
            };
            // The head only: what follows is read as it comes.
            using var response = await http.SendAsync(request, CancellationToken.None);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                Fault = Texts.Line($"answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                return;
            }

            await ReadAsync(await response.Content.ReadAsStreamAsync(), start);
            Fault ??= _position < _expected.Length ? Texts.Line($"{_position} of {_expected.Length} bytes of text came")
                : !_hasUsage ? "the usage is missing"
                : !_hasEnded ? "the end is missing" : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            Fault = exception.Message;
        }
        finally
        {
            Time = Stopwatch.GetElapsedTime(start);
        }
    }

    private async Task ReadAsync(Stream body, long start)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var length = 0;
        for (int read; Fault is null && (read = await body.ReadAsync(buffer.AsMemory(length))) > 0;)
        {
            length += read;
            var taken = Take(buffer.AsSpan(0, length), start);
            buffer.AsSpan(taken, length - taken).CopyTo(buffer);
            length -= taken;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <returns>How many bytes were whole lines.</returns>
    private int Take(ReadOnlySpan<byte> bytes, long start)
    {
        var taken = 0;
        while (bytes[taken..].IndexOf((byte)'\n') is var end and >= 0)
        {
            TakeLine(bytes.Slice(taken, end), start);
            taken += end + 1;
        }

        return taken;
    }

    private void TakeLine(ReadOnlySpan<byte> line, long start)
    {
        if (line.IndexOf(Content) is var content and >= 0)
        {
            // The provider's text needs no escapes.
            var text = line[(content + Content.Length)..];
            TakeText(text[..text.IndexOf((byte)'"')], start);
        }
        else if (line.IndexOf(Completion) is var usage and >= 0)
        {
            _hasUsage = line[(usage + Completion.Length)..].StartsWith(Encoding.ASCII.GetBytes(Texts.Line($"{tokens},")));
        }
        else
        {
            _hasEnded |= line.SequenceEqual("data: [DONE]"u8);
        }
    }

    private void TakeText(ReadOnlySpan<byte> text, long start)
    {
        if (text.IsEmpty)
        {
            return;
        }

        FirstText ??= Stopwatch.GetElapsedTime(start);
        if (!_expected.AsSpan(_position).StartsWith(text))
        {
            Fault = Texts.Line($"after {_position} bytes of text came {Encoding.UTF8.GetString(text)}");
            return;
        }

        _position += text.Length;
        Volatile.Write(ref _tokens, _tokens + text.Count((byte)' '));
    }
}
