using System.Net.Mime;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>An answer that streams to the caller as server-sent events, as fast as the caller reads.</summary>
/// <param name="callerGone">The caller closed the connection, or its token ended.</param>
internal sealed class HttpAnswerStream(HttpContext context, CancellationToken callerGone) : IAnswerStream
{
    private readonly HttpResponse _response = context.Response;
    private CallFacts? _facts;

    public CancellationToken CallerGone { get; } = callerGone;

    public bool HasBegun { get; private set; }

    /// <summary>What goes into the head.</summary>
    public void Describe(CallFacts facts) => _facts = facts;

    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (HasBegun)
        {
            return;
        }

        HasBegun = true;
        _response.StatusCode = StatusCodes.Status200OK;
        _response.ContentType = $"{MediaTypeNames.Text.EventStream}; charset=utf-8";
        _response.Headers.CacheControl = "no-store";
        // Else nginx keeps events back until its buffer is full.
        _response.Headers["X-Accel-Buffering"] = "no";
        if (_facts is not null)
        {
            ModelHeadersWriter.Write(_response, _facts);
        }

        await _response.StartAsync(cancellationToken);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> events, CancellationToken cancellationToken)
    {
        var flushed = await _response.BodyWriter.WriteAsync(events, cancellationToken);
        // A closed connection takes everything and sends nothing.
        if (flushed.IsCompleted || flushed.IsCanceled || CallerGone.IsCancellationRequested)
        {
            throw new OperationCanceledException(CallerGone);
        }
    }
}
