using System.Text.Json.Serialization;

namespace FourRunr.Audit;

/// <summary>A row of the trail as it was found.</summary>
/// <param name="Writer">Where the row stands: <c>wrt_</c> and 32 hex digits. Its entry names its writer once more.</param>
/// <param name="Seq">Where the row stands: 1 for the first of a writer, then without gaps. Its entry names its number once more.</param>
/// <param name="PreviousHash">The hash of the row before; <see cref="AuditChain.Start"/> for the first.</param>
/// <param name="Hash"><see cref="AuditChain.Hash"/> of <paramref name="PreviousHash"/> and <paramref name="Entry"/>.</param>
/// <param name="Entry">
/// UTF-8 JSON: one object whose first members are <c>writer</c> and <c>seq</c>, followed by the record of the call. Its exact bytes count.
/// </param>
public sealed record AuditRow(
    string Writer,
    long Seq,
    [property: JsonPropertyName("prev_hash"), JsonConverter(typeof(HexConverter))] byte[] PreviousHash,
    [property: JsonConverter(typeof(HexConverter))] byte[] Hash,
    [property: JsonConverter(typeof(EntryConverter))] byte[] Entry) : AuditExportLine;
