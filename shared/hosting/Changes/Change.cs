using FourRunr.Hosting.Secrets;

namespace FourRunr.Hosting.Changes;

/// <summary>What was changed, without who did it and when.</summary>
/// <param name="Action">One of <see cref="ChangeActions"/>.</param>
/// <param name="From">The version before; null for none.</param>
/// <param name="To">The version after; null for none.</param>
/// <param name="Detail">See <see cref="Details"/>.</param>
public sealed record Change(
    string Action, ChangeSubject Subject, string? From = null, string? To = null, IReadOnlyDictionary<string, string>? Detail = null)
{
    /// <summary>Characters of a text that are kept.</summary>
    internal const int LongestText = 200;

    private const string Hidden = "[redacted]";

    /// <summary>Facts by name, without those that are null.</summary>
    /// <returns>Null for none.</returns>
    public static IReadOnlyDictionary<string, string>? Details(params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var kept = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            if (value is not null)
            {
                kept[name] = value;
            }
        }

        return kept.Count > 0 ? kept : null;
    }

    /// <summary>A moment as details have it: <c>2026-03-01T12:00:00Z</c>.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    internal OperatorChangeResponse ToRecord(string changeId, DateTimeOffset at, string service, Actor actor) => new()
    {
        ChangeId = changeId,
        At = at,
        Service = service,
        Operator = actor.Operator with { Name = Text(actor.Operator.Name) },
        Action = Action,
        Subject = Subject with { Id = Text(Subject.Id), Name = Subject.Name is { } name ? Text(name) : null },
        FromVersion = From,
        ToVersion = To,
        Detail = Detail?.ToDictionary(fact => fact.Key, fact => Text(fact.Value)),
        CorrelationId = actor.CorrelationId,
    };

    /// <summary>
    /// Names and reasons are free text. A credential that somebody pasted there stays out of the record, and so does NUL, which Postgres does not
    /// accept.
    /// </summary>
    private static string Text(string text)
    {
        if (CredentialShape.MayBeOurs(text))
        {
            return Hidden;
        }

        var end = text.Length <= LongestText ? text.Length : LongestText - (char.IsHighSurrogate(text[LongestText - 1]) ? 1 : 0);
        return text[..end].Replace('\0', '?');
    }
}
