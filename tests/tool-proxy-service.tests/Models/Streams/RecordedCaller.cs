using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>A caller that keeps what it gets, may read slowly and may go away.</summary>
internal sealed class RecordedCaller : IAnswerStream, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly MemoryStream _received = new();
    private readonly List<string> _writes = [];
    private readonly SemaphoreSlim _written = new(0);

    public CancellationToken CallerGone => _gone.Token;

    public bool HasBegun { get; private set; }

    /// <summary>Each write waits for it.</summary>
    public Func<CancellationToken, Task> TakeAsync { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<string> Writes => _writes;

    public string Received => Encoding.UTF8.GetString(_received.ToArray());

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        Assert.False(HasBegun);
        HasBegun = true;
        return ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> events, CancellationToken cancellationToken)
    {
        Assert.True(HasBegun);
        // Whoever is still sending has not given the bytes back.
        var text = Encoding.UTF8.GetString(events.Span);
        await TakeAsync(cancellationToken);
        Assert.Equal(text, Encoding.UTF8.GetString(events.Span));
        cancellationToken.ThrowIfCancellationRequested();
        _received.Write(events.Span);
        _writes.Add(text);
        _written.Release();
    }

    public Task GoAsync() => _gone.CancelAsync();

    /// <summary>Waits for the next write.</summary>
    public async Task WrittenAsync() => Assert.True(await _written.WaitAsync(TimeSpan.FromSeconds(30)));

    public void Dispose()
    {
        _gone.Dispose();
        _received.Dispose();
        _written.Dispose();
    }
}
