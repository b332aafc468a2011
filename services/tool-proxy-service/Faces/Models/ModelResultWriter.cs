using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>Answers a model's endpoint with the outcome of its call. The end of a stream is sent here: by now the call is on record.</summary>
internal static class ModelResultWriter
{
    public static async Task<IResult> ToResultAsync(HttpContext context, ToolAction action, HttpAnswerStream stream, ToolCallOutcome outcome)
    {
        if (stream.HasBegun)
        {
            await EndAsync(context, action, outcome);
            return Results.Empty;
        }

        ModelHeadersWriter.Write(context.Response, outcome.Facts);
        return outcome switch
        {
            ToolCallOutcome.Answered answered => new ModelAnswerResult(answered.Data),
            ToolCallOutcome.Refused refused => new ModelErrorResult(refused.Why.ToError().ToProblem(), refused.Facts.CallId),
            _ => TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest),
        };
    }

    private static async Task EndAsync(HttpContext context, ToolAction action, ToolCallOutcome outcome)
    {
        var end = outcome switch
        {
            ToolCallOutcome.Streamed streamed => streamed.End,
            ToolCallOutcome.Refused { End.IsEmpty: false } refused => refused.End,
            ToolCallOutcome.Refused refused => DialectErrors.Event(action.Dialect ?? ModelDialect.ChatCompletions, refused.Why),
            _ => ReadOnlyMemory<byte>.Empty,
        };
        if (!end.IsEmpty && !context.RequestAborted.IsCancellationRequested)
        {
            if (outcome.Facts.Spend is { PriceVersion: not null } spend)
            {
                // Sent together with the end.
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $": cost_microusd {spend.Microusd}\n\n"), context.Response.BodyWriter);
            }

            await context.Response.BodyWriter.WriteAsync(end, context.RequestAborted);
        }
    }
}
