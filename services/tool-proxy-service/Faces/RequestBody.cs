using System.Buffers;
using System.IO.Pipelines;
using System.Net.Mime;
using FourRunr.Hosting.Requests;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Faces;

/// <summary>Reads a whole JSON body, up to the server's limit of 1 MiB.</summary>
internal static class RequestBody
{
    public static async ValueTask<RefusalOr<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (ContentCoding.Refuse(request.HttpContext) is { } compressed)
        {
            return Refuse(compressed);
        }

        try
        {
            var body = await ReadToEndAsync(request.BodyReader, cancellationToken);
            return body.Length > 0 && !IsJson(request)
                ? new Refusal(GatewayErrors.MediaTypeUnsupported)
                : new ReadOnlyMemory<byte>(body);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Refuse(BadRequestToProblem.Map(CallerBodyStream.ToBadRequest(exception)));
        }
    }

    private static Refusal Refuse(ProblemResult problem) => new(problem.Kind, problem.Detail) { HowToFix = problem.HowToFix };

    /// <summary>The usual value is compared first, which avoids parsing the header.</summary>
    private static bool IsJson(HttpRequest request) => request.ContentType == MediaTypeNames.Application.Json || request.HasJsonContentType();

    private static async ValueTask<byte[]> ReadToEndAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
