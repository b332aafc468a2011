namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>What is asked of the provider, and what it answers: see <c>bench/baseline/StreamingProvider.cs</c>.</summary>
internal static class StreamRequest
{
    public const string Path = "/v1/chat/completions";
    public const string Model = "bench";
    public const int InputTokens = 10;

    /// <summary>Between two tokens.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    /// <summary>How the first event with text begins to differ from those without.</summary>
    public static ReadOnlySpan<byte> FirstText => "\"content\":\" "u8;

    /// <param name="message">A number, which is in every token of the answer.</param>
    public static string Body(int message, int tokens) => Texts.Line(
        $$"""{"model":"{{Model}}","max_tokens":{{tokens}},"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"{{message}}"}]}""");

    /// <summary>All of the answer's text.</summary>
    public static byte[] Answer(int message, int tokens)
    {
        var text = new StringBuilder();
        for (var token = 0; token < tokens; token++)
        {
            text.Append(' ').Append(message).Append('.').Append(token);
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
