using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Load;

/// <summary>
/// Makes one call as a load balancer and a careful agent would: where nobody listens the other front door is asked; what may be
/// repeated is asked again after a broken connection, and under an <c>Idempotency-Key</c> also after a 503 or while the first one runs.
/// </summary>
internal sealed class Caller(Client client, Cast cast, TimeProvider clock)
{
    private const int MostAttempts = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private int _turn;

    public int Doors => client.Doors;

    /// <param name="firstDoor">The front door to ask first; by turns if it is left out.</param>
    public async Task<ClientCall> CallAsync(CallKind kind, string marker, int? firstDoor = null)
    {
        var mustBeDenied = cast.MustBeDenied(kind);
        var attempts = new List<ClientAttempt>();
        var door = firstDoor ?? Interlocked.Increment(ref _turn) % client.Doors;
        while (true)
        {
            var attempt = await client.SendAsync(door, kind, marker, ClientCall.CorrelationId(marker, attempts.Count), cast);
            attempts.Add(attempt);
            if (IsEnough(attempts) || !MayRepeat(kind, attempt))
            {
                return new ClientCall(marker, kind, mustBeDenied, attempts);
            }

            door = (door + 1) % client.Doors;
            if (attempt.IsAnswered || attempts.Count >= client.Doors)
            {
                await WaitAsync();
            }
        }
    }

    /// <summary>A door where nobody listened does not count, as long as there is another one.</summary>
    private static bool IsEnough(List<ClientAttempt> attempts) =>
        attempts.Count(attempt => attempt.Code != ClientAttempt.Refused) == MostAttempts || attempts.Count == 3 * MostAttempts;

    private static bool MayRepeat(CallKind kind, ClientAttempt attempt) => attempt.Code switch
    {
        ClientAttempt.Refused => true,
        ClientAttempt.Broken or ClientAttempt.TimedOut => kind.IsRepeatable(),
        "shutting_down" => true,
        "dependency_unavailable" or "idempotency_in_flight" => kind == CallKind.KeyedSend,
        _ => false,
    };

    private async Task WaitAsync()
    {
        using var timer = new PeriodicTimer(Pause, clock);
        await timer.WaitForNextTickAsync();
    }
}
