namespace FourRunr.Contracts;

/// <summary>One page of a list, newest first.</summary>
/// <param name="Items">At most <c>limit</c> items (default 50, 1 to 200).</param>
/// <param name="NextCursor">Pass as <c>cursor</c> to get the next page; absent on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor = null);
