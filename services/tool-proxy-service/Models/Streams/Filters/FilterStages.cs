using System.Runtime.InteropServices;
using FourRunr.PolicyEvaluation;
using FourRunr.PolicyEvaluation.Filters;

namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>The filters that one text passes piece by piece.</summary>
internal sealed class FilterStages(StreamFilters filters)
{
    private readonly WindowedText[] _stages = [.. filters.Stages.Select(stage => new WindowedText(stage))];
    private readonly List<char>[] _outputs = [[], []];

    /// <param name="isEnd">Nothing follows.</param>
    /// <param name="denial">Set when the text must not leave; then nothing is returned.</param>
    /// <returns>What comes out at the end; valid until the next call.</returns>
    public ReadOnlySpan<char> Pass(ReadOnlySpan<char> text, bool isEnd, ref ConstraintDenial? denial)
    {
        for (var i = 0; i < _stages.Length; i++)
        {
            var output = _outputs[i % 2];
            output.Clear();
            if (_stages[i].Append(text, isEnd, output) is { } found)
            {
                denial ??= found.Denial;
                return default;
            }

            text = CollectionsMarshal.AsSpan(output);
        }

        return text;
    }
}
