namespace FourRunr.Bench.Micro.Allocations;

/// <param name="MostPerCall">Bytes that a call may allocate.</param>
/// <param name="Steps">Each with the bytes that one repetition allocates.</param>
internal sealed record SystemAllocations(string System, long MostPerCall, IReadOnlyList<(AllocationStep Step, long Bytes)> Steps)
{
    /// <summary>A line for every call that allocates more than it may.</summary>
    public IEnumerable<string> Excesses => Steps
        .Where(counted => counted.Bytes > counted.Step.Most)
        .Select(counted => $"TOO MUCH  {System}, {counted.Step.Name}: {counted.Bytes} bytes, at most {counted.Step.Most} are allowed.");
}
