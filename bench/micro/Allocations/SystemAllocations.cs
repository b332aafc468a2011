namespace FourRunr.Bench.Micro.Allocations;

/// <param name="Steps">Each with the bytes that one repetition allocates.</param>
internal sealed record SystemAllocations(string System, IReadOnlyList<(AllocationStep Step, long Bytes)> Steps)
{
    /// <summary>12 KiB.</summary>
    public const long MostBytesPerCall = 12 * 1024;

    /// <summary>A line for every call that allocates more than it may.</summary>
    public IEnumerable<string> Excesses => Steps
        .Where(counted => counted.Step.IsCall && counted.Bytes > MostBytesPerCall)
        .Select(counted => $"TOO MUCH  {System}, {counted.Step.Name}: {counted.Bytes} bytes, at most {MostBytesPerCall} are allowed.");
}
