using FourRunr.Contracts;
using FourRunr.Faults.Logs;
using FourRunr.Testing.FakeTools;

namespace FourRunr.Faults.Tests.Invariants;

/// <summary>Three logs that agree, of one call of every kind; a test changes one thing in one of them.</summary>
internal sealed class Logs
{
    public const int Quota = 1;

    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public List<ClientCall> Calls { get; } =
    [
        Call(CallKind.Read),
        Call(CallKind.Send),
        Call(CallKind.KeyedSend),
        Call(CallKind.Quota),
        Call(CallKind.Issue),
        Call(CallKind.OutOfScope, GatewayErrors.ScopeDenied),
        Call(CallKind.Revoked, GatewayErrors.TokenRevoked),
        Call(CallKind.Forged, GatewayErrors.TokenInvalid),
    ];

    public List<CallRecordResponse> Audit { get; } =
    [
        Record(CallKind.Read),
        Record(CallKind.Send),
        Record(CallKind.KeyedSend),
        Record(CallKind.Quota),
        Record(CallKind.OutOfScope, GatewayErrors.ScopeDenied),
        Record(CallKind.Revoked, GatewayErrors.TokenRevoked),
        Record(CallKind.Forged, GatewayErrors.TokenInvalid),
    ];

    public List<ToolEntry> Mails { get; } = [Entry(CallKind.Send), Entry(CallKind.KeyedSend)];

    public List<ToolEntry> Searches { get; } = [Entry(CallKind.Read), Entry(CallKind.Quota)];

    public static ToolEntry Entry(CallKind kind) => new(Marker(kind), Noon);

    public static ClientCall Call(CallKind kind, ErrorKind? error = null) => new(Marker(kind), kind, kind.IsProbe(), [new ClientAttempt
    {
        CorrelationId = Id(kind),
        Door = 0,
        StartedAt = Noon,
        Duration = TimeSpan.FromMilliseconds(30),
        Status = error?.Status ?? 200,
        Code = error?.Code ?? ClientAttempt.Ok,
        ContentType = error is null ? "application/json" : "application/problem+json",
        EchoedId = Id(kind),
        IdInBody = error is null ? null : Id(kind),
        RetryAfter = error?.Status is 429 or 503 ? 1 : null,
    }]);

    public static CallRecordResponse Record(CallKind kind, ErrorKind? error = null) => new()
    {
        CallId = $"call_{kind}",
        OccurredAt = Noon,
        CorrelationId = Id(kind),
        Tool = "tool",
        Action = "action",
        Outcome = error?.Code ?? ClientAttempt.Ok,
        Status = error?.Status ?? 200,
        Attempts = error is null ? 1 : 0,
        Cached = false,
        DurationMs = 30,
        RequestBytes = 0,
        ResponseBytes = 0,
    };

    public void ChangeCall(CallKind kind, Func<ClientCall, ClientCall> change) => Change(Calls, call => call.Kind == kind, change);

    public void ChangeAnswer(CallKind kind, Func<ClientAttempt, ClientAttempt> change) =>
        ChangeCall(kind, call => call with { Attempts = [change(call.Last)] });

    public void ChangeRecord(CallKind kind, Func<CallRecordResponse, CallRecordResponse> change) =>
        Change(Audit, record => record.CorrelationId == Id(kind), change);

    public Evidence Join() => new(Calls, Audit, Mails, Searches);

    private static string Marker(CallKind kind) => $"scenario.{kind}.0";

    private static string Id(CallKind kind) => ClientCall.CorrelationId(Marker(kind), 0);

    private static void Change<T>(List<T> list, Predicate<T> which, Func<T, T> change)
    {
        var index = list.FindIndex(which);
        list[index] = change(list[index]);
    }
}
