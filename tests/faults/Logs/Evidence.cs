using FourRunr.Contracts;
using FourRunr.Testing.FakeTools;

namespace FourRunr.Faults.Logs;

/// <summary>The three logs of one time: what the client saw, what is on record, what the tools did.</summary>
/// <param name="Mails">Every effect.</param>
/// <param name="Searches">Every request; retries are allowed here.</param>
internal sealed record Evidence(
    IReadOnlyCollection<ClientCall> Calls,
    IReadOnlyCollection<CallRecordResponse> Audit,
    IReadOnlyCollection<ToolEntry> Mails,
    IReadOnlyCollection<ToolEntry> Searches)
{
    public ILookup<string, CallRecordResponse> AuditByCorrelationId { get; } = Audit.ToLookup(record => record.CorrelationId);

    public ILookup<string, ToolEntry> MailsByMarker { get; } = Mails.ToLookup(mail => mail.Marker);

    public ILookup<string, ToolEntry> SearchesByMarker { get; } = Searches.ToLookup(search => search.Marker);

    public IEnumerable<CallRecordResponse> AuditOf(ClientCall call) =>
        call.Attempts.SelectMany(attempt => AuditByCorrelationId[attempt.CorrelationId]);

    /// <summary>A record of a call that did, or may have done, what it was asked: its tool was reached, or about to be.</summary>
    public static bool MayHaveActed(CallRecordResponse record) => record.Attempts > 0 || record.Outcome == "unfinished";
}
