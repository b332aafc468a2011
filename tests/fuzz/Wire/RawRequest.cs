namespace FourRunr.Fuzz.Wire;

/// <summary>What an answer to a request must be, beyond what every answer must be.</summary>
internal enum Expected
{
    Anything,

    /// <summary>The request is right, only spelled in another way.</summary>
    Success,

    /// <summary>The request is wrong: 4xx.</summary>
    Refusal,

    /// <summary>The credential is worth nothing: 401 or 429.</summary>
    Stranger,

    /// <summary>Policy tests of which every one passes.</summary>
    AllPassed,

    /// <summary>Policy tests of which none passes.</summary>
    NonePassed,
}

/// <summary>One request as bytes.</summary>
/// <param name="Target">What it was made for, in findings.</param>
internal sealed record RawRequest(string Target, byte[] Bytes, Expected Expected)
{
    private const int LongestShown = 2000;

    /// <summary>False for bytes that are no HTTP request, which the server answers before any code of the gateway runs.</summary>
    public bool IsHttp { get; init; } = true;

    /// <summary>Why it must be refused, or what was done to it.</summary>
    public string Note { get; init; } = "";

    public string Shown => $"{(Note.Length == 0 ? "" : $"({Note}) ")}{Escaped(Bytes)}";

    private static string Escaped(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (var one in bytes.AsSpan(0, Math.Min(bytes.Length, LongestShown)))
        {
            text.Append(one is (byte)'\n' or (>= 32 and < 127) ? ((char)one).ToString() : one == '\r' ? "" : $"\\x{one:x2}");
        }

        return bytes.Length > LongestShown ? $"{text}… ({bytes.Length} bytes)" : text.ToString();
    }
}
