using FourRunr.WebConsole.Gateway;

namespace FourRunr.WebConsole.Tools;

/// <summary>All tools, from what several routes say about them.</summary>
internal sealed class ToolRows(GatewayClient gateway)
{
    /// <returns>By name, with the breakers of models' providers; or why they could not be had.</returns>
    public async Task<(IReadOnlyList<ToolRow>? Rows, IReadOnlyList<ProviderBreakerResponse> Providers, Problem? Problem)> LoadAsync(CancellationToken cancellationToken)
    {
        var actions = gateway.GetAsync<ActionListResponse>("/v1/admin/actions", cancellationToken);
        var declared = gateway.GetAsync<DeclaredToolListResponse>("/v1/admin/tools", cancellationToken);
        var servers = gateway.GetAsync<McpServerListResponse>("/v1/admin/mcp-servers", cancellationToken);
        var breakers = gateway.GetAsync<BreakerListResponse>("/v1/admin/breakers", cancellationToken);
        var credentials = gateway.GetAsync<CredentialListResponse>("/v1/admin/credentials", cancellationToken);
        await Task.WhenAll(actions, declared, servers, breakers, credentials);
        return (await actions, await declared, await servers, await breakers, await credentials) switch
        {
            (GatewayReply<ActionListResponse>.Refused refused, _, _, _, _) => (null, [], refused.Problem),
            (_, GatewayReply<DeclaredToolListResponse>.Refused refused, _, _, _) => (null, [], refused.Problem),
            (_, _, GatewayReply<McpServerListResponse>.Refused refused, _, _) => (null, [], refused.Problem),
            (_, _, _, GatewayReply<BreakerListResponse>.Refused refused, _) => (null, [], refused.Problem),
            (_, _, _, _, GatewayReply<CredentialListResponse>.Refused refused) => (null, [], refused.Problem),
            var replies => (Join(
                Value(replies.Item1).Actions, Value(replies.Item2).Tools, Value(replies.Item3).Items, Value(replies.Item4).Breakers, Value(replies.Item5).Items),
                Value(replies.Item4).Providers,
                null),
        };
    }

    private static T Value<T>(GatewayReply<T> reply) => ((GatewayReply<T>.Ok)reply).Value;

    private static List<ToolRow> Join(
        IReadOnlyList<ActionResponse> actions, IReadOnlyList<DeclaredToolSummary> declared, IReadOnlyList<McpServerSummary> servers,
        IReadOnlyList<BreakerResponse> breakers, IReadOnlyList<CredentialResponse> credentials)
    {
        var actionsOf = actions.ToLookup(action => action.Tool, StringComparer.Ordinal);
        var serverOf = servers.ToDictionary(server => server.Tool, StringComparer.Ordinal);
        var inUse = credentials.Where(credential => credential.State == CredentialState.Active).ToDictionary(credential => credential.Tool, StringComparer.Ordinal);
        var open = breakers.Where(breaker => breaker.State != BreakerState.Closed).ToLookup(breaker => breaker.Tool, StringComparer.Ordinal);
        // One whose actions cannot be called yet is declared all the same.
        var names = actions.Select(action => action.Tool).Concat(declared.Select(tool => tool.Tool)).Concat(serverOf.Keys).Distinct();
        return
        [
            .. from tool in names.Order(StringComparer.Ordinal)
               let server = serverOf.GetValueOrDefault(tool)
               select new ToolRow(
                   tool,
                   server is not null ? ToolKind.McpServer : actionsOf[tool].FirstOrDefault()?.Kind ?? ToolKind.Declared,
                   actionsOf[tool].Count(),
                   actionsOf[tool].Any(action => action.Mock == true),
                   open[tool].Count(),
                   inUse.GetValueOrDefault(tool),
                   Waiting(server),
                   server?.Problem),
        ];
    }

    private static int Waiting(McpServerSummary? server) =>
        server?.Tools.Where(state => state.Key == McpToolState.Pending.ToWire() || state.Key == McpToolState.Changed.ToWire()).Sum(state => state.Value) ?? 0;
}
