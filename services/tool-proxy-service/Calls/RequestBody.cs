using FourRunr.Contracts;
using FourRunr.Hosting.Errors;

namespace FourRunr.ToolProxy.Calls;

/// <summary>Reads a JSON body whole, within the server's cap of 1 MiB.</summary>
internal static class RequestBody
{
    public static async ValueTask<CallBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var buffer = new MemoryStream();
            await request.Body.CopyToAsync(buffer, cancellationToken);
            return buffer.Length > 0 && !request.HasJsonContentType()
                ? new CallBody(default, new Refusal(GatewayErrors.MediaTypeUnsupported))
                : new CallBody(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        }
        catch (BadHttpRequestException exception)
        {
            var problem = BadRequestToProblem.Map(exception);
            return new CallBody(default, new Refusal(problem.Kind, problem.Detail));
        }
    }
}
