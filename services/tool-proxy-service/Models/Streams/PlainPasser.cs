using System.Buffers;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>Passes events on as they came. Those that follow each other go on as one piece, out of the buffer that they were read into.</summary>
internal sealed class PlainPasser(EventSplitter splitter, AnswerWatch watch, bool wantsUsage) : IEventPasser
{
    // Events that may turn out to be the last ones.
    private readonly ArrayBufferWriter<byte> _held = new();
    private bool _goOn;

    public bool HoldsBack => false;

    public ReadOnlyMemory<byte> End => _held.WrittenMemory;

    public Passed Next()
    {
        if (_goOn)
        {
            _held.ResetWrittenCount();
            _goOn = false;
        }

        var (begin, length) = (0, 0);
        while (splitter.MoveNext())
        {
            var kind = splitter.HasData ? watch.Look(splitter.Name, splitter.Data) : EventKind.Ordinary;
            switch (kind)
            {
                case EventKind.Failure:
                    return new Passed(splitter.Bytes(begin, length), HasMore: false, StreamEnd.ProviderError, StreamFailures.ProviderError);
                case EventKind.End:
                    _held.Write(splitter.Event.Span);
                    // The line feed that may belong to a carriage return at the end is not read.
                    _held.Write(splitter.Event.Span[^1] == '\r' ? "\n"u8 : []);
                    return new Passed(splitter.Bytes(begin, length), HasMore: false, StreamEnd.Completed);
                case EventKind.Usage when !wantsUsage:
                    return new Passed(splitter.Bytes(begin, length), HasMore: true);
                case EventKind.Usage:
                    _held.Write(splitter.Event.Span);
                    return new Passed(splitter.Bytes(begin, length), HasMore: true);
                case EventKind.Ordinary when _held.WrittenCount > 0:
                    // It was not the last one after all.
                    _held.Write(splitter.Event.Span);
                    _goOn = true;
                    return new Passed(_held.WrittenMemory, HasMore: true);
                default:
                    begin = length == 0 ? splitter.EventOffset : begin;
                    length += splitter.EventLength;
                    break;
            }
        }

        return new Passed(splitter.Bytes(begin, length), HasMore: false);
    }

    public void Dispose()
    {
    }
}
