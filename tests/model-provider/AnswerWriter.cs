using Microsoft.AspNetCore.Http;

namespace FourRunr.Testing.ModelProvider;

/// <summary>Writes one answer in the form of an API.</summary>
internal abstract class AnswerWriter
{
    private HttpResponse? _response;

    public string Model { get; private set; } = "";

    public long Input { get; private set; }

    protected Behaviour Behaviour { get; private set; } = Behaviour.Of("");

    protected bool WantsUsage { get; private set; }

    public void Start(HttpResponse response, string model, long input, Behaviour behaviour, bool wantsUsage) =>
        (_response, Model, Input, Behaviour, WantsUsage) = (response, model, input, behaviour, wantsUsage);

    public abstract Task BeginAsync();

    public abstract Task PieceAsync(int index);

    public abstract Task EndAsync(int pieces);

    public abstract Task FailAsync();

    /// <summary>The answer of a caller that does not stream.</summary>
    public abstract JsonObject Whole(int pieces);

    /// <summary>What the pieces are: <c>w0 w1 w2 …</c></summary>
    protected static string Text(int index) => $"w{index} ";

    protected static string AllText(int pieces) => string.Concat(Enumerable.Range(0, pieces).Select(Text));

    protected async Task SendAsync(string events)
    {
        if (_response is { } response)
        {
            await response.WriteAsync(events, response.HttpContext.RequestAborted);
            await response.Body.FlushAsync(response.HttpContext.RequestAborted);
        }
    }

    protected Task SendAsync(string name, JsonObject data) => SendAsync($"event: {name}\ndata: {data.ToJsonString()}\n\n");
}
