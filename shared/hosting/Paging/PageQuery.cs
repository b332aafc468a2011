using System.Text.RegularExpressions;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Queries;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Hosting.Paging;

/// <summary>Which page of a list.</summary>
/// <param name="Cursor"><c>next_cursor</c> of the page before: the id, or number, of its last item.</param>
/// <param name="Limit">Items on the page: 1 to 200, default 50.</param>
public readonly partial record struct PageQuery(
    string? Cursor = null, [property: FromQuery(Name = "limit")] int? Limit = null)
{
    private const int Default = 50;
    private const int Most = 200;

    /// <summary>An empty one, as a client's loop sends it first, is none.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init => field = NullIfEmpty(value); } = NullIfEmpty(Cursor);

    public int Size => Limit ?? Default;

    /// <summary>One more than is shown, to know whether another page follows.</summary>
    public int SizeToRead => Size + 1;

    /// <summary>Null when the query is good.</summary>
    public ProblemResult? Refusal => this switch
    {
        { Limit: < 1 or > Most } => InvalidQuery.Refuse("limit", $"must be from 1 to {Most}"),
        { Cursor: { } cursor } when !Cursors().IsMatch(cursor) => InvalidQuery.Refuse("cursor", "must be the next_cursor of the page before"),
        _ => null,
    };

    /// <param name="rows">At most <see cref="SizeToRead"/> of them.</param>
    public Page<TItem> Page<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, TItem> item, Func<TRow, string> cursor) =>
        new([.. rows.Take(Size).Select(item)], rows.Count > Size ? cursor(rows[Size - 1]) : null);

    private static string? NullIfEmpty(string? cursor) => string.IsNullOrEmpty(cursor) ? null : cursor;

    [GeneratedRegex(@"\A(?:[a-z]{2,5}_[0-9a-f]{32}|[0-9]{1,9})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Cursors();
}
