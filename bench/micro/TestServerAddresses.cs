namespace FourRunr.Bench.Micro;

/// <summary>The servers that <c>bench/micro.sh</c> and <c>tests/run.sh</c> start and name in the environment.</summary>
internal static class TestServerAddresses
{
    public const string Redis = "TEST_REDIS";

    /// <summary>The variable that is not set, of those that name the servers; null when they are all there.</summary>
    public static string? Missing => Array.Find(["TEST_POSTGRES", Redis], variable => !IsSet(variable));

    public static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
