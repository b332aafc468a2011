using System.Net.Mime;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>200 with the provider's answer as it is.</summary>
internal sealed class ModelAnswerResult(ToolData answer) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, json) = (httpContext.Response, answer.Json);
        (response.StatusCode, response.ContentType, response.ContentLength) = (StatusCodes.Status200OK, MediaTypeNames.Application.Json, json.Length);
        return response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }
}
