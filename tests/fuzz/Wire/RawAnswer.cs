namespace FourRunr.Fuzz.Wire;

/// <param name="Status">0 when the connection ended without an answer, -1 when none came in time.</param>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public static readonly RawAnswer None = new(0, new Dictionary<string, string>(), []);
    public static readonly RawAnswer Late = None with { Status = -1 };

    public string Shown => $"{Status} {string.Join("; ", Headers.Select(header => $"{header.Key}: {header.Value}"))}\n{Text}";

    private string Text => Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 1000)));
}
