namespace FourRunr.ToolProxy.BuiltInTools;

/// <summary>A rule of a parameter that JSON Schema cannot express. The parameter's description in the schema states it.</summary>
/// <param name="Complain">Takes a value that fits the schema; returns what is wrong with it, each as the end of a sentence.</param>
internal sealed record ExtraCheck(string Parameter, Func<JsonElement, IEnumerable<string>> Complain)
{
    public ExtraCheck(string parameter, Func<JsonElement, bool> holds, string complaint)
        : this(parameter, value => holds(value) ? [] : [complaint])
    {
    }
}
