namespace FourRunr.Hosting.Queries;

/// <summary>Says of a handler's query parameter that it has one of a few values; every other value is refused with a list of them.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class OneOfAttribute : Attribute
{
    public abstract IReadOnlyCollection<string> Values { get; }
}
