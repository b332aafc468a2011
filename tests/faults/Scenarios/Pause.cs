namespace FourRunr.Faults.Scenarios;

/// <summary>Holds a fault for as long as its scenario says: here time itself is what is waited for.</summary>
internal static class Pause
{
    public static Task ForAsync(TimeSpan time) => Task.Delay(time);
}
