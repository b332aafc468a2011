namespace FourRunr.Hosting.Paging;

public static class PagedTable
{
    /// <summary>A page of a table, the newest row first: ids sort by creation.</summary>
    /// <param name="columns">For the members of <typeparamref name="T"/>, separated by commas.</param>
    /// <param name="id">The column with the id, which is the cursor.</param>
    public static async Task<Page<T>> ListAsync<T>(
        this Database database, string table, string columns, string id, Func<T, string> idOf, PageQuery page, CancellationToken cancellationToken)
    {
        var sql = $"SELECT {columns} FROM {table} WHERE @Cursor IS NULL OR {id} < @Cursor ORDER BY {id} DESC LIMIT @SizeToRead";
        return page.Page(await database.QueryAsync<T>(sql, page, cancellationToken), row => row, idOf);
    }
}
