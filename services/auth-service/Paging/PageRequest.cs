using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.Hosting.Errors;

namespace FourRunr.Auth.Paging;

/// <summary>The query of every list: <c>limit</c> (default 50, 1 to 200) and <c>cursor</c>, the id the last page ended with.</summary>
internal readonly partial record struct PageRequest(int? Limit, string? Cursor)
{
    private const int StandardSize = 50;
    private const int LargestSize = 200;

    public int Size => Limit ?? StandardSize;

    /// <summary>One more than is shown, to know whether another page follows.</summary>
    public int SizeToRead => Size + 1;

    public ProblemResult? Refusal => this switch
    {
        { Limit: < 1 or > LargestSize } => new ProblemResult(GatewayErrors.BodyInvalid, $"'limit' must be 1 to {LargestSize}."),
        { Cursor: { } cursor } when !GatewayIds().IsMatch(cursor) =>
            new ProblemResult(GatewayErrors.BodyInvalid, "'cursor' must be a next_cursor of an earlier answer."),
        _ => null,
    };

    public Page<TItem> ToPage<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, string> idOf, Func<TRow, TItem> toItem) => new(
        [.. rows.Take(Size).Select(toItem)],
        rows.Count > Size ? idOf(rows[Size - 1]) : null);

    [GeneratedRegex(@"\A[a-z]{2,5}_[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex GatewayIds();
}
