using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FourRunr.Testing.ModelProvider;

/// <summary>
/// A provider of models that speaks both APIs over HTTP, behaves as the model's name says (<see cref="Behaviour"/>) and keeps its bill. Every
/// piece of an answer is one token; every input is as many tokens as the body has bytes, by tens.
/// </summary>
public sealed class TestModelProvider : IAsyncDisposable
{
    /// <summary>Bytes that an answer which will be cut claims to have.</summary>
    private const long CutLength = 1_000_000;

    private readonly WebApplication _application;

    private TestModelProvider(WebApplication application, Uri url, Bill bill) => (_application, Url, Bill) = (application, url, bill);

    public Uri Url { get; }

    public Bill Bill { get; }

    public static async Task<TestModelProvider> StartAsync(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var bill = new Bill();
        var lost = new ConcurrentDictionary<string, bool>();
        application.MapPost("/v1/chat/completions", context => AnswerAsync(context, bill, lost, new ChatWriter(), TimeProvider.System));
        application.MapPost("/v1/responses", context => AnswerAsync(context, bill, lost, new ResponsesWriter(), TimeProvider.System));
        application.MapPost("/v1/messages", context => AnswerAsync(context, bill, lost, new MessagesWriter(), TimeProvider.System));
        application.Urls.Add(url.GetLeftPart(UriPartial.Authority));
        await application.StartAsync();
        return new TestModelProvider(application, url, bill);
    }

    /// <summary>Completes when the system asks the program to end.</summary>
    public Task StoppedAsync() => _application.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    /// <param name="lost">Models whose first request was lost.</param>
    private static async Task AnswerAsync(
        HttpContext context, Bill bill, ConcurrentDictionary<string, bool> lost, AnswerWriter writer, TimeProvider clock)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = JsonNode.Parse(body.ToArray())!.AsObject();
        var model = (string)request["model"]!;
        var behaviour = Behaviour.Of(model);
        if (behaviour.Status != StatusCodes.Status200OK)
        {
            context.Response.StatusCode = behaviour.Status;
            await context.Response.WriteAsJsonAsync(new { error = new { message = "The provider refuses.", type = "provider_error", code = "provider_error" } });
            return;
        }

        if (behaviour.LosesFirst && lost.TryAdd(model, true))
        {
            context.Abort();
            return;
        }

        writer.Start(context.Response, model, input: body.Length / 10, behaviour, wantsUsage: (bool?)request["stream_options"]?["include_usage"] ?? false);
        var sent = 0;
        var isComplete = false;
        try
        {
            if ((bool?)request["stream"] is true)
            {
                context.Response.ContentType = "text/event-stream";
                if (behaviour.IsCut)
                {
                    // The connection is closed when the answer turns out to be shorter; an abort could take back what was sent.
                    context.Response.ContentLength = CutLength;
                }

                await writer.BeginAsync();
                for (; sent < behaviour.Pieces && !(sent == 2 && (behaviour.IsCut || behaviour.Fails)); sent++)
                {
                    await writer.PieceAsync(sent);
                    await Task.Delay(behaviour.Pause, clock, context.RequestAborted);
                }

                if (behaviour.IsCut)
                {
                    return;
                }

                await (behaviour.Fails ? writer.FailAsync() : writer.EndAsync(sent));
            }
            else
            {
                sent = behaviour.Pieces;
                await context.Response.WriteAsync(writer.Whole(sent).ToJsonString());
            }

            isComplete = !behaviour.Fails;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The caller is gone; what was made is on the bill.
        }
        finally
        {
            bill.Add(new BilledCall(model, writer.Input, sent, isComplete, User: (string?)request["user"] ?? (string?)request["metadata"]?["user_id"] ?? ""));
        }
    }
}
