using System.Collections.Concurrent;
using FourRunr.Contracts;
using Microsoft.AspNetCore.Http;

namespace FourRunr.ToolProxy.Tests.Testing;

/// <summary>Changes that wait at a stand-in for a proxy to take them. Each is given out until it is acknowledged, as a service does after half a minute.</summary>
internal sealed class WaitingChanges
{
    private readonly ConcurrentDictionary<string, OperatorChangeResponse> _changes = new();

    public int Count => _changes.Count;

    /// <summary>When false, acknowledgements get lost.</summary>
    public bool Hears { get; set; } = true;

    /// <summary>When false, it answers nothing good.</summary>
    public bool IsThere { get; set; } = true;

    public void Add(OperatorChangeResponse change) => _changes[change.ChangeId] = change;

    public async Task AnswerAsync(HttpContext context)
    {
        if (!IsThere || (!Hears && context.Request.Path == "/v1/changes/acknowledge"))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else if (context.Request.Path == "/v1/changes/claim")
        {
            await context.Response.WriteAsJsonAsync(
                new ClaimedChangesResponse([.. _changes.Values.OrderBy(change => change.ChangeId, StringComparer.Ordinal)]), GatewayJson.Tolerant);
        }
        else
        {
            var request = await context.Request.ReadFromJsonAsync<AcknowledgeChangesRequest>(GatewayJson.Strict);
            await context.Response.WriteAsJsonAsync(
                new AcknowledgedChangesResponse(request!.ChangeIds.Count(id => _changes.TryRemove(id, out _))), GatewayJson.Tolerant);
        }
    }
}
