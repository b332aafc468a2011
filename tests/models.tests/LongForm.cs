namespace FourRunr.Models.Tests;

/// <summary><c>MODEL_ROUNDS=20</c> takes its time: so many rounds of many calls, clients as patient as they are by themselves, waits of a minute.</summary>
internal static class LongForm
{
    private const int ShortRounds = 3;

    public static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("MODEL_ROUNDS") ?? $"{ShortRounds}", CultureInfo.InvariantCulture);

    public static bool IsWanted => Rounds > ShortRounds;
}
