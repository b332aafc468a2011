using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace FourRunr.Testing;

/// <summary>Runs a theory once on every <see cref="Backend"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothBackendsAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<Backend>().Select(backend => new TheoryDataRow<Backend>(backend))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
