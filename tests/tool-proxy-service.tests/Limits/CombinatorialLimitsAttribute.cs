using System.Reflection;
using FourRunr.Testing;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace FourRunr.ToolProxy.Tests.Limits;

/// <summary>Every backend with the smallest and largest of requests, period (0 days: a second) and burst.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CombinatorialLimitsAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. from backend in Enum.GetValues<Backend>()
                from requests in (int[])[1, 1_000_000]
                from days in (int[])[0, 31]
                from burst in (int[])[1, 1_000_000]
                select new TheoryDataRow<Backend, int, int, int>(backend, requests, days, burst)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
