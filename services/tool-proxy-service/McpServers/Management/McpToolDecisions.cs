using FourRunr.ToolProxy.McpServers.Admission;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers.Management;

/// <summary>What operators decide about tools of MCP servers.</summary>
internal sealed partial class McpToolDecisions(McpServerSet servers, PinStore pins, ToolCatalog catalog, TimeProvider clock, ILogger<McpToolDecisions> log)
{
    public async Task<Results<Ok<McpServerResponse>, ProblemResult>> DecideAsync(
        string tool, McpToolDecisionRequest request, bool approve, Actor actor, CancellationToken cancellationToken)
    {
        if (servers.Find(tool) is not { } server)
        {
            return new ProblemResult(GatewayErrors.NotFound, "There is no such declared MCP server.");
        }

        string? failed = null;
        foreach (var decision in request.Tools)
        {
            if (await pins.DecideAsync(tool, decision.Name, decision.Hash, approve, clock.GetUtcNow(), actor, cancellationToken))
            {
                Log.Decided(log, tool, decision.Name, decision.Hash, approve ? "approved" : "rejected", actor.Id);
            }
            else
            {
                failed ??= decision.Name;
            }
        }

        // It is stored: a caller who closes the connection now must not keep the news from the replicas.
        await servers.DecidedAsync(CancellationToken.None);
        return failed is null
            ? TypedResults.Ok(McpServerView.Whole(server, await pins.ListAsync(tool, cancellationToken), catalog))
            : new ProblemResult(GatewayErrors.Conflict, $"The server has no tool '{failed}' with this hash.")
            {
                HowToFix = "Read the server again: the tool was changed since. Decisions about the other tools are stored.",
            };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The tool {Name} of the MCP server {Tool} with hash {Hash} was {Decision} by {OperatorId}.")]
        public static partial void Decided(ILogger logger, string tool, string name, string hash, string decision, string operatorId);
    }
}
