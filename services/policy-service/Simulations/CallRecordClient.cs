using System.Runtime.CompilerServices;
using FourRunr.Hosting.Resilience;

namespace FourRunr.Policy.Simulations;

/// <summary>Reads the call records of tool-proxy-service page by page, with the credential of the caller.</summary>
internal sealed class CallRecordClient([FromKeyedServices(DependencyModule.ToolProxy)] DependencyClient proxy)
{
    private const int PageSize = 200;

    /// <param name="bearer">The operator's key: policy-service itself may not read call records.</param>
    /// <param name="most">Reads no further page after this many records.</param>
    /// <exception cref="DependencyUnavailableException">tool-proxy-service is not available or its answer is not valid.</exception>
    public async IAsyncEnumerable<Page<CallRecordResponse>> ReadAsync(
        string bearer, DateTimeOffset from, DateTimeOffset to, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var read = 0; read < most;)
        {
            var page = await proxy.GetAsync<Page<CallRecordResponse>>(
                PathOf(from, to, Math.Min(PageSize, most - read), cursor), bearer, cancellationToken);
            read += page.Items.Count;
            yield return page;
            if (page.NextCursor is null)
            {
                yield break;
            }

            if (page.Items.Count == 0 || page.NextCursor == cursor)
            {
                throw new DependencyUnavailableException(DependencyModule.ToolProxy);
            }

            cursor = page.NextCursor;
        }
    }

    private static string PathOf(DateTimeOffset from, DateTimeOffset to, int limit, string? cursor)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/v1/admin/calls?from={Escape(from)}&to={Escape(to)}&limit={limit}");
        return cursor is null ? path : $"{path}&cursor={Uri.EscapeDataString(cursor)}";
    }

    private static string Escape(DateTimeOffset moment) => Uri.EscapeDataString(moment.ToString("O", CultureInfo.InvariantCulture));
}
