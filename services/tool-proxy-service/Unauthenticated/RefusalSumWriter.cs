using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.CallRecords;

namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>
/// Records the sums every minute and when the service stops, as rows of the audit trail. A sum that cannot be written is added to the
/// next minute's. If the process is killed, the current minute is lost.
/// </summary>
internal sealed partial class RefusalSumWriter(
    RefusalSums sums, AuditJournal journal, TimeProvider clock, ILogger<RefusalSumWriter> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly GatewayIdSequence _ids = new(GatewayId.Call);
    // Created before the start: ExecuteAsync runs on another thread.
    private readonly PeriodicTimer _timer = new(Interval, clock);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _timer.WaitForNextTickAsync(stoppingToken))
        {
            await WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        var (sources, calls) = (0, 0L);
        foreach (var sum in sums.Take())
        {
            (sources, calls) = (sources + 1, calls + sum.Calls);
            try
            {
                await journal.AppendAsync(ToRecord(_ids.Next(clock.GetUtcNow()), sum), durable: false);
            }
            catch (DependencyUnavailableException exception)
            {
                sums.Add(sum.Outcome, sum.Status, sum.Source, sum.CorrelationId, sum.Calls);
                Log.Postponed(log, exception);
            }
        }

        if (calls > 0)
        {
            Log.Summed(log, calls, sources);
        }
    }

    private static CallRecordResponse ToRecord(string callId, RefusalSum sum) => new()
    {
        CallId = callId,
        OccurredAt = sum.Since,
        CorrelationId = sum.CorrelationId,
        Calls = sum.Calls,
        Source = sum.Source,
        Tool = CallRecord.NoName,
        Action = CallRecord.NoName,
        Outcome = sum.Outcome,
        Status = sum.Status,
        Attempts = 0,
        Cached = false,
        DurationMs = 0,
        RequestBytes = 0,
        ResponseBytes = 0,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Calls} calls without a valid credential were refused in the last minute; recorded as {Sums} sums.")]
        public static partial void Summed(ILogger logger, long calls, int sums);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A sum of refused calls could not be recorded; it is added to the next minute's.")]
        public static partial void Postponed(ILogger logger, Exception exception);
    }
}
