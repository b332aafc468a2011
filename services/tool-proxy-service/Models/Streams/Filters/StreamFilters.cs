using FourRunr.PolicyEvaluation;
using FourRunr.PolicyEvaluation.Filters;

namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>The response filters of a call, as a stream needs them.</summary>
internal sealed class StreamFilters
{
    private readonly CompiledConstraints _constraints;

    private StreamFilters(CompiledConstraints constraints, StreamFilterMode mode)
    {
        _constraints = constraints;
        var filters = constraints.TextFilters;
        IsBuffered = mode == StreamFilterMode.Buffer || filters.Any(filter => filter.LongestMatch is null);
        var blocks = filters.Where(filter => filter.Blocks).ToArray();
        // What blocks looks at the text as it came. If that has to be whole, nothing may be replaced before.
        Stages = blocks.Any(filter => filter.LongestMatch is null)
            ? []
            : [
                .. blocks.Length == 0 ? [] : (TextFilter[][])[blocks],
                .. filters.Where(filter => !filter.Blocks && filter.LongestMatch is not null).Select(filter => (TextFilter[])[filter]),
            ];
    }

    /// <summary>Nothing may leave before the answer is complete.</summary>
    public bool IsBuffered { get; }

    /// <summary>What a text passes piece by piece, one after the other. Filters that block look at the same text, those that replace at what the one before has left.</summary>
    public IReadOnlyList<IReadOnlyList<TextFilter>> Stages { get; }

    /// <returns>Null when there is nothing to filter.</returns>
    public static StreamFilters? Of(CompiledConstraints? constraints, StreamFilterMode mode) =>
        constraints is { HasFilters: true } ? new StreamFilters(constraints, mode) : null;

    /// <summary>Filters all texts of a value that are whole.</summary>
    /// <param name="data">Changed in place or replaced.</param>
    public ConstraintDenial? Apply(ref JsonNode? data) => _constraints.Filter(ref data);
}
