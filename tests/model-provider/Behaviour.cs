namespace FourRunr.Testing.ModelProvider;

/// <summary>
/// How the provider answers, said by the end of the model's name after a dash: <c>ok</c>, <c>paced</c> (30 pieces, 20 ms
/// apart), <c>slow</c> (200 of them), <c>cut</c> and
/// <c>failing</c> (after two pieces), <c>uncounted</c> (no usage), <c>lost</c> (the first request is not answered, its connection closed and nothing
/// charged), or a status such as <c>503</c>.
/// </summary>
internal sealed record Behaviour(int Pieces, TimeSpan Pause, bool IsCut, bool Fails, bool CountsUsage, bool LosesFirst, int Status)
{
    public static Behaviour Of(string model)
    {
        var word = model[(model.LastIndexOf('-') + 1)..];
        var status = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 400 and < 600 ? number : 200;
        return new Behaviour(
            Pieces: word switch { "slow" => 200, "paced" => 30, _ => 4 },
            Pause: word is "slow" or "paced" ? TimeSpan.FromMilliseconds(20) : TimeSpan.Zero,
            IsCut: word == "cut",
            Fails: word == "failing",
            CountsUsage: word != "uncounted",
            LosesFirst: word == "lost",
            status);
    }
}
