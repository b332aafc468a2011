using System.Buffers;
using System.IO.Pipelines;
using FourRunr.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace FourRunr.Hosting.Documents;

/// <summary>
/// Takes the byte order mark off a JSON body that the framework is to bind, because its reader refuses one. Only for callers who may use the
/// endpoint: of others nothing is read.
/// </summary>
internal sealed class ByteOrderMarkMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null && context.Request.HasJsonContentType())
        {
            await SkipAsync(context.Request.BodyReader, context.RequestAborted);
        }

        await next(context);
    }

    private static async ValueTask SkipAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var read = await body.ReadAtLeastAsync(ByteOrderMark.Utf8.Length, cancellationToken);
        body.AdvanceTo(BeginsWithMark(read.Buffer) ? read.Buffer.GetPosition(ByteOrderMark.Utf8.Length) : read.Buffer.Start);
    }

    private static bool BeginsWithMark(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < ByteOrderMark.Utf8.Length)
        {
            return false;
        }

        Span<byte> first = stackalloc byte[ByteOrderMark.Utf8.Length];
        buffer.Slice(0, first.Length).CopyTo(first);
        return first.SequenceEqual(ByteOrderMark.Utf8);
    }
}
