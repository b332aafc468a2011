using System.Runtime.CompilerServices;
using Json.Schema;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>One check of one value, with a limit on its work: nested alternatives multiply it.</summary>
internal sealed class CheckRun : EvaluationOptions
{
    /// <summary>Checks of a value against one schema; a hundred thousand take some tenths of a second.</summary>
    private const int MostWork = 100_000;

    /// <summary>How many members or items cost as much as one such check.</summary>
    private const int PartsOfOne = 16;

    private int _work;

    public CheckRun(OutputFormat format) => OutputFormat = format;

    /// <exception cref="TooMuchException">More work than any sensible value needs.</exception>
    /// <exception cref="InsufficientExecutionStackException">Nested too deeply.</exception>
    public void Spend(JsonElement value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _work += 1 + (value.ValueKind switch
        {
            JsonValueKind.Array => value.GetArrayLength(),
            JsonValueKind.Object => value.GetPropertyCount(),
            _ => 0,
        } / PartsOfOne);
        if (_work > MostWork)
        {
            throw new TooMuchException();
        }
    }

    public sealed class TooMuchException : Exception;
}
