using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using Microsoft.AspNetCore.Mvc;

namespace FourRunr.Policy.Policies;

/// <summary>Which page of a list.</summary>
/// <param name="Cursor"><c>next_cursor</c> of the page before.</param>
/// <param name="Limit">Items on the page: 1 to 200, default 50.</param>
internal readonly record struct PageQuery(
    [FromQuery(Name = "cursor")] string? Cursor = null, [FromQuery(Name = "limit")] int? Limit = null)
{
    private const int Default = 50;
    private const int Most = 200;

    public int Size => Limit ?? Default;

    public ProblemResult? Refusal => Size is >= 1 and <= Most
        ? null
        : Refuse("limit", $"must be from 1 to {Most}");

    public static ProblemResult Refuse(string parameter, string message) => new(GatewayErrors.ParamsInvalid)
    {
        Errors = new Dictionary<string, string[]> { [parameter] = [message] },
    };

    /// <param name="rows">One more than the page holds, if there is one more.</param>
    public Page<TItem> Page<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, TItem> item, Func<TRow, string> cursor) =>
        new([.. rows.Take(Size).Select(item)], rows.Count > Size ? cursor(rows[Size - 1]) : null);
}
