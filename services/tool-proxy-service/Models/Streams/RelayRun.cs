using System.Runtime.CompilerServices;
using FourRunr.ToolProxy.Models.Streams.Filters;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>One stream on its way.</summary>
internal sealed partial class RelayRun : IAsyncDisposable
{
    private readonly RelayRequest _request;
    private readonly ModelMetrics _metrics;
    private readonly ILogger _log;
    private readonly CancellationToken _stopped;
    private readonly CancellationTokenSource _ended;
    private readonly TimedBody _body;
    private readonly EventSplitter _splitter;
    private readonly AnswerWatch _watch;
    private readonly IEventPasser _passer;
    private readonly long _started;
    private readonly System.Diagnostics.TagList _labels;
    private TimeSpan? _firstByte;
    private long _lastChunk;
    private long _lastWrite;
    private long _received;
    private long _sent;

    public RelayRun(Stream body, RelayRequest request, ModelMetrics metrics, ILogger log, CancellationToken stopped)
    {
        (_request, _metrics, _log, _stopped) = (request, metrics, log, stopped);
        _started = request.StartedAt ?? request.Clock.GetTimestamp();
        _lastWrite = request.Clock.GetTimestamp();
        _labels = ModelMetrics.Labels(request.Dialect, request.Provider, request.Model);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(request.Answer.CallerGone, stopped);
        _body = new TimedBody(body, request.Clock, request.IdleTime, _ended.Token);
        _splitter = new EventSplitter(request.MaxEventBytes);
        _watch = AnswerWatch.Of(request.Dialect, request.CountTokens);
        _passer = StreamFilters.Of(request.Filters, request.FilterMode) is { } filters
            ? new FilteringPasser(_splitter, _watch, filters, request.Dialect, request.WantsUsage)
            : new PlainPasser(_splitter, _watch, request.WantsUsage);
    }

    /// <summary>Since the provider was asked.</summary>
    public TimeSpan Elapsed => _request.Clock.GetElapsedTime(_started);

    public async Task<RelayResult> PassAsync()
    {
        var (ended, why) = await PassToEndAsync();
        if (_request.Answer.CallerGone.IsCancellationRequested)
        {
            (ended, why) = (StreamEnd.CallerGone, null);
        }

        ReadOnlyMemory<byte> end = ended switch
        {
            StreamEnd.Completed => _passer.End,
            StreamEnd.CallerGone => default,
            _ => DialectErrors.Event(_request.Dialect, why ?? StreamFailures.Cut, _watch.SequenceNumber + 1),
        };
        var usage = _watch.Usage(ended == StreamEnd.Completed, _request.InputTokens, _request.MayReasonHidden);
        return new RelayResult(end, _sent, usage, ended, _firstByte) { Why = why };
    }

    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        _passer.Dispose();
        _watch.Dispose();
        _splitter.Dispose();
        _ended.Dispose();
    }

    private async Task<(StreamEnd Ended, Refusal? Why)> PassToEndAsync()
    {
        try
        {
            while (true)
            {
                var (state, count) = await (_passer.HoldsBack ? _body.ReadAsync(_splitter, UntilKeepAlive, KeepAliveAsync) : _body.ReadAsync(_splitter));
                if (Take(state, count) is { } failure)
                {
                    return failure;
                }

                while (true)
                {
                    var passed = _passer.Next();
                    if (passed.Bytes.Length > 0)
                    {
                        await WriteAsync(passed.Bytes);
                    }

                    if (passed.Ended is { } ended)
                    {
                        LogFailure(passed.Exception);
                        return (ended, passed.Why);
                    }

                    if (!passed.HasMore)
                    {
                        break;
                    }
                }

                if (_splitter.IsTooLarge)
                {
                    return (StreamEnd.TooLarge, StreamFailures.EventTooLarge(_request.MaxEventBytes));
                }

                if (UntilKeepAlive() <= TimeSpan.Zero)
                {
                    // The provider talks, but all that it says is held back.
                    await KeepAliveAsync();
                }
            }
        }
        catch (CallerGoneException)
        {
            return (StreamEnd.CallerGone, null);
        }
        catch (OperationCanceledException)
        {
            return _stopped.IsCancellationRequested && !_request.Answer.CallerGone.IsCancellationRequested
                ? (StreamEnd.Stopped, StreamFailures.Stopped)
                : (StreamEnd.CallerGone, null);
        }
    }

    /// <returns>Null when there is something to pass on.</returns>
    private (StreamEnd Ended, Refusal? Why)? Take(TimedBody.State state, int count)
    {
        switch (state)
        {
            case TimedBody.State.Silent:
                return (StreamEnd.Silence, StreamFailures.Silence(_request.IdleTime));
            case TimedBody.State.Over:
                return (StreamEnd.Cut, StreamFailures.Cut);
        }

        NoteChunk();
        _splitter.Arrived(count);
        _received += count;
        if (_request.Filters?.CheckResponseSize(_received) is { } denial)
        {
            return (StreamEnd.TooLarge, StreamFailures.Withheld(denial));
        }

        return _received > _request.MaxBytes ? (StreamEnd.TooLarge, StreamFailures.AnswerTooLarge(_request.MaxBytes)) : null;
    }

    private TimeSpan UntilKeepAlive() => _request.KeepAlive - _request.Clock.GetElapsedTime(_lastWrite);

    private ValueTask KeepAliveAsync() => WriteAsync(": waiting\n\n"u8.ToArray());

    /// <summary>Waits for the caller: meanwhile nothing is read.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteAsync(ReadOnlyMemory<byte> events)
    {
        try
        {
            if (!_request.Answer.HasBegun)
            {
                await _request.Answer.BeginAsync(_ended.Token);
            }

            await _request.Answer.WriteAsync(events, _ended.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new CallerGoneException(exception);
        }

        _sent += events.Length;
        _lastWrite = _request.Clock.GetTimestamp();
    }

    /// <summary>Chunks that arrive together count as one.</summary>
    private void NoteChunk()
    {
        var now = _request.Clock.GetTimestamp();
        if (_firstByte is null)
        {
            _firstByte = _request.Clock.GetElapsedTime(_started, now);
            _metrics.FirstChunk(_labels, _firstByte.Value);
        }
        else
        {
            _metrics.Chunk(_labels, _request.Clock.GetElapsedTime(_lastChunk, now));
        }

        _lastChunk = now;
    }

    private void LogFailure(Exception? exception)
    {
        if (exception is not null)
        {
            Log.FilterFailed(_log, exception.GetType().Name);
        }
    }

    /// <summary>The connection to the caller broke while it was written to.</summary>
    private sealed class CallerGoneException(Exception inner) : Exception(message: null, inner);

    private static partial class Log
    {
        // Only the type of the exception: its message may quote the answer.
        [LoggerMessage(Level = LogLevel.Error, Message = "A filter of a stream failed with {Exception}; the answer is withheld.")]
        public static partial void FilterFailed(ILogger logger, string exception);
    }
}
