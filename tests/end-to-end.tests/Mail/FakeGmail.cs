using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FourRunr.EndToEnd.Tests.Mail;

/// <summary>Takes mail as Gmail does, and counts it when it takes it; its answer comes when the test says so.</summary>
internal sealed class FakeGmail : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _firstMail = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _mails;

    private FakeGmail()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/gmail/v1/users/me/messages/send", async () =>
        {
            var number = Interlocked.Increment(ref _mails);
            _firstMail.TrySetResult();
            await _mayAnswer.Task;
            return TypedResults.Ok(new { id = $"mail-{number}", threadId = "thread-1", labelIds = new[] { "SENT" } });
        });
    }

    public Uri Url => new(_app.Urls.Single());

    public int Mails => _mails;

    public Task FirstMail => _firstMail.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static async Task<FakeGmail> StartAsync()
    {
        var gmail = new FakeGmail();
        await gmail._app.StartAsync();
        return gmail;
    }

    public void LetAnswer() => _mayAnswer.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        LetAnswer();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
