using FourRunr.Contracts;
using FourRunr.Testing;

namespace FourRunr.Models.Tests.Gateway;

/// <summary>What the gateway has on record, as an operator reads it.</summary>
internal static class CallRecords
{
    /// <summary>All calls of an agent, over all pages.</summary>
    public static async Task<IReadOnlyList<CallRecordResponse>> OfAsync(HttpClient admin, string agentId)
    {
        var records = new List<CallRecordResponse>();
        for (string? cursor = null; ;)
        {
            var page = await admin.GetAsync<Page<CallRecordResponse>>($"/v1/admin/calls?limit=200&agent_id={agentId}{(cursor is null ? "" : $"&cursor={cursor}")}");
            records.AddRange(page.Items);
            if (page.NextCursor is not { } next)
            {
                return records;
            }

            cursor = next;
        }
    }

    /// <summary>Millionths of a dollar.</summary>
    public static long Cost(this IEnumerable<CallRecordResponse> records) => records.Sum(record => record.Spend?.Microusd ?? 0);
}
