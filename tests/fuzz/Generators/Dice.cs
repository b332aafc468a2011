namespace FourRunr.Fuzz.Generators;

/// <summary>Chance with a seed: the same seed makes the same request.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public bool OneIn(int sides) => _random.Next(sides) == 0;

    /// <summary>Both bounds included.</summary>
    public int Number(int least, int most) => _random.Next(least, most + 1);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    public byte Byte() => (byte)_random.Next(256);

    public void Shuffle<T>(Span<T> items) => _random.Shuffle(items);
}
