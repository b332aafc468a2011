using FourRunr.ToolProxy.Calls;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>Headers of all answers about models: those of every call, and the id of the call by the names that clients of both APIs read.</summary>
internal static class ModelHeadersWriter
{
    public static void Write(HttpResponse response, CallFacts facts)
    {
        CallHeaders.Write(response.Headers, facts);
        WriteId(response, facts.CallId);
    }

    /// <param name="id">Of the call; of a request that became none its correlation id.</param>
    public static void WriteId(HttpResponse response, string id) => response.Headers["request-id"] = response.Headers["x-request-id"] = id;
}
