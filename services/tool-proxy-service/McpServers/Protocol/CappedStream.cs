namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>Hands on so many bytes and then fails.</summary>
internal sealed class CappedStream(Stream inner, long left) : CountedStream(inner)
{
    private long _left = left;

    protected override void Count(ReadOnlySpan<byte> read)
    {
        _left -= read.Length;
        if (_left < 0)
        {
            throw new ExceededException();
        }
    }
}
