namespace FourRunr.Faults.Scenarios;

/// <summary>One service after the other, by chance, is killed and started again; the next when it is ready and a moment has passed.</summary>
internal static class KillCycles
{
    public const string Name = "kill-cycles";

    /// <param name="random">Says who, and when.</param>
    public static FaultScenario Of(int cycles, Random random) => new(Name, $"{cycles} × kill -9 of a random service, started again at once")
    {
        Begin = async gateway =>
        {
            for (var cycle = 0; cycle < cycles; cycle++)
            {
                var victim = gateway.Services[random.Next(gateway.Services.Count)];
                await gateway.KillAndStartAsync(victim);
                await Pause.ForAsync(TimeSpan.FromMilliseconds(random.Next(200, 2000)));
            }
        },
        Excused = Excuses.DoorDies.And(Excuses.ServiceAway),
    };
}
