using FourRunr.Contracts;

namespace FourRunr.Audit;

/// <summary>What verification needs to know of an entry.</summary>
/// <param name="CallId">Null for an entry that records no call.</param>
/// <param name="Change">Null for an entry that records no change by an operator.</param>
internal sealed record AuditEntry(string? Writer, long Seq, string? CallId, AuditedChange? Change)
{
    private static readonly AuditEntry Unreadable = new(null, 0, null, null);
    private static readonly JsonSerializerOptions Format = new(GatewayJson.Tolerant) { MaxDepth = 64 };

    /// <summary>The entry names the place of its row.</summary>
    public bool IsReadable => Writer is not null && Seq >= 1;

    public static AuditEntry Read(ReadOnlySpan<byte> entry)
    {
        try
        {
            var read = JsonSerializer.Deserialize<AuditEntry>(entry, Format) ?? Unreadable;
            return entry.StartsWith("{\"writer\":\""u8) ? read : Unreadable with { CallId = read.CallId, Change = read.Change };
        }
        catch (JsonException)
        {
            return Unreadable;
        }
    }
}

/// <summary>What verification needs to know of a recorded change.</summary>
internal sealed record AuditedChange(string? ChangeId);
