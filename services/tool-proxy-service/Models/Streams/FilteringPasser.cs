using System.Buffers;
using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Models.Streams.Filters;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>Writes events anew as filters leave them. What cannot be understood does not go on, and nothing after it.</summary>
internal sealed class FilteringPasser(EventSplitter splitter, AnswerWatch watch, StreamFilters filters, ModelDialect dialect, bool wantsUsage) : IEventPasser
{
    private const int LongestName = 64;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"u8);

    private readonly EventRewriter _rewriter = EventRewriter.Of(dialect, filters);
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _held = new();
    private readonly ArrayBufferWriter<byte> _event = new();

    public bool HoldsBack => filters.IsBuffered;

    public ReadOnlyMemory<byte> End => _held.WrittenMemory;

    public Passed Next()
    {
        if (!HoldsBack)
        {
            _output.ResetWrittenCount();
        }

        while (splitter.MoveNext())
        {
            var kind = EventKind.Ordinary;
            try
            {
                if (Take(ref kind) is { } denial)
                {
                    return Failed(StreamEnd.Blocked, StreamFailures.Withheld(denial));
                }
            }
            catch (Exception exception)
            {
                return Failed(StreamEnd.FilterFailed, StreamFailures.FilterFailed, exception);
            }

            switch (kind)
            {
                case EventKind.Failure:
                    return Failed(StreamEnd.ProviderError, StreamFailures.ProviderError);
                case EventKind.End:
                    return new Passed(_output.WrittenMemory, HasMore: false, StreamEnd.Completed);
            }
        }

        return new Passed(HoldsBack ? default : _output.WrittenMemory, HasMore: false);
    }

    public void Dispose() => _rewriter.Dispose();

    /// <summary>Events before the one that failed have passed the filters; of an answer that is held back nothing goes on.</summary>
    private Passed Failed(StreamEnd ended, Refusal why, Exception? exception = null) =>
        new(HoldsBack ? default : _output.WrittenMemory, HasMore: false, ended, why, exception);

    private ConstraintDenial? Take(ref EventKind kind)
    {
        if (!splitter.HasData)
        {
            // A comment says nothing to a caller, but that the connection lives.
            _output.Write(HoldsBack ? [] : ": waiting\n\n"u8);
            return null;
        }

        var name = splitter.Name;
        var data = splitter.Data;
        kind = watch.Look(name, data);
        if (kind == EventKind.Failure || (kind == EventKind.Usage && !wantsUsage))
        {
            return null;
        }

        if (dialect == ModelDialect.ChatCompletions && data.SequenceEqual(ChatWatch.Done))
        {
            var denial = Checked(_rewriter.Finish(_event));
            _held.Write("data: [DONE]\n\n"u8);
            return denial;
        }

        if (name.Length > LongestName || name.ContainsAnyExcept(NameBytes))
        {
            throw new FormatException("The name of an event is none.");
        }

        // The last events stay; should others follow, they go on in their order.
        var isLast = kind is EventKind.End or EventKind.Usage;
        if (!isLast && _held.WrittenCount > 0)
        {
            _output.Write(_held.WrittenSpan);
            _held.ResetWrittenCount();
        }

        return Checked(_rewriter.Take(name, data, before: _event, isLast ? _held : _event));
    }

    /// <summary>What the rewriter has written goes on only if it says so.</summary>
    private ConstraintDenial? Checked(ConstraintDenial? denial)
    {
        if (denial is null)
        {
            _output.Write(_event.WrittenSpan);
        }

        _event.ResetWrittenCount();
        return denial;
    }
}
