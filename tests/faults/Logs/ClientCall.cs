namespace FourRunr.Faults.Logs;

/// <summary>One call of the client: one or more requests, each with a correlation id of its own.</summary>
/// <param name="Marker">Stands in the subject of the mail or is what is searched for.</param>
/// <param name="MustBeDenied">Nobody may carry it out.</param>
/// <param name="Attempts">In order; at least one.</param>
internal sealed record ClientCall(string Marker, CallKind Kind, bool MustBeDenied, IReadOnlyList<ClientAttempt> Attempts)
{
    public ClientAttempt Last => Attempts[^1];

    /// <summary>A call that should have been answered well, and was not.</summary>
    public bool IsBad => !Kind.IsProbe() && !Last.IsOk && Last.Code != "quota_exceeded";

    public bool SendsMail => Kind.IsToolCall() && !Kind.IsSearch();

    public static string CorrelationId(string marker, int attempt) => $"{marker}.{attempt}";
}
