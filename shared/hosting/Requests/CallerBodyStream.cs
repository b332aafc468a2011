using System.Buffers;
using System.IO.Pipelines;

namespace FourRunr.Hosting.Requests;

/// <summary>
/// A request's body. Errors while it is read are the caller's. The server reports them by exceptions of several types, some of which look
/// like errors of the service; here all become <see cref="BadHttpRequestException"/>.
/// </summary>
/// <param name="reader">The server's own.</param>
public sealed class CallerBodyStream(PipeReader reader) : ForwardStream
{
    /// <summary>How reading failed; null while it has not.</summary>
    public BadHttpRequestException? Fault { get; private set; }

    /// <summary>The caller has yet to send more, or the end.</summary>
    public bool IsAwaited { get; private set; }

    public override bool CanRead => true;

    /// <summary>The body of this request; null if it has none, or if its endpoint reads it by itself.</summary>
    public static CallerBodyStream? Of(HttpContext context) => context.Request.Body as CallerBodyStream;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        IsAwaited = true;
        ReadResult read;
        try
        {
            read = await ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Fault = ToBadRequest(exception);
        }

        IsAwaited = false;
        var length = (int)Math.Min(buffer.Length, read.Buffer.Length);
        var taken = read.Buffer.Slice(0, length);
        taken.CopyTo(buffer.Span);
        reader.AdvanceTo(taken.End);
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>For readers of the server's own body.</summary>
    public static BadHttpRequestException ToBadRequest(Exception exception) =>
        exception as BadHttpRequestException
        ?? new BadHttpRequestException("The request body could not be read.", StatusCodes.Status400BadRequest, exception);

    /// <summary>Reads at least one byte, or the end. When cancelled it leaves no read pending, which the server would log as an error.</summary>
    private async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static state => ((PipeReader)state!).CancelPendingRead(), reader);
        while (true)
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            if (!read.IsCanceled && (read.IsCompleted || !read.Buffer.IsEmpty))
            {
                return read;
            }

            reader.AdvanceTo(read.Buffer.Start);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
