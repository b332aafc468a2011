namespace FourRunr.Hosting.Queries;

/// <summary>Limits a handler's query parameter to a few values; every other value is refused with a list of them.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class OneOfAttribute : Attribute
{
    public abstract IReadOnlyCollection<string> Values { get; }
}
