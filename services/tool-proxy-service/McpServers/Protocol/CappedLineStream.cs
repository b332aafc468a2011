namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>Fails at a line that is too long, before whoever reads has it whole in memory.</summary>
/// <param name="maxBytes">Of a line, without its newline.</param>
internal sealed class CappedLineStream(Stream inner, int maxBytes) : CountedStream(inner)
{
    private volatile bool _hasExceeded;
    private long _line;

    public bool HasExceeded => _hasExceeded;

    protected override void Count(ReadOnlySpan<byte> read)
    {
        while (read.IndexOf((byte)'\n') is var end and >= 0)
        {
            Add(end);
            _line = 0;
            read = read[(end + 1)..];
        }

        Add(read.Length);
    }

    private void Add(int bytes)
    {
        _line += bytes;
        if (_line > maxBytes)
        {
            _hasExceeded = true;
            throw new ExceededException();
        }
    }
}
