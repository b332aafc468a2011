using System.Buffers;
using System.IO.Pipelines;
using System.Net.Mime;
using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Requests;

namespace FourRunr.ToolProxy.Calls;

/// <summary>Reads a JSON body whole, within the server's cap of 1 MiB.</summary>
internal static class RequestBody
{
    public static async ValueTask<CallBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (ContentCoding.Refuse(request.HttpContext) is { } compressed)
        {
            return Refuse(compressed);
        }

        try
        {
            var body = await ReadToEndAsync(request.BodyReader, cancellationToken);
            return body.Length > 0 && !IsJson(request)
                ? new CallBody(default, new Refusal(GatewayErrors.MediaTypeUnsupported))
                : new CallBody(body);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Refuse(BadRequestToProblem.Map(CallerBodyStream.ToBadRequest(exception)));
        }
    }

    private static CallBody Refuse(ProblemResult problem) =>
        new(default, new Refusal(problem.Kind, problem.Detail) { HowToFix = problem.HowToFix });

    /// <summary>The usual spelling is seen at once, without the header's parts being read.</summary>
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
