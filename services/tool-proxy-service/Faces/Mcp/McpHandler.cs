using FourRunr.Hosting.Correlation;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>
/// Answers one MCP message over HTTP, in this order: who may ask (origin, token), what it says (body, revision, headers), what it asks for.
/// Nothing is kept between two requests, so that any replica answers any of them.
/// </summary>
internal sealed class McpHandler(
    McpOrigins origins,
    AgentIdentifier agents,
    ToolCallPipeline pipeline,
    CallableActions callable,
    McpToolNames names,
    McpCall calls,
    McpListener listener,
    RunningMcpCalls running)
{
    /// <param name="tool">Of <c>/mcp/{tool}</c>, which offers this tool alone, by the names of its actions; null: everything.</param>
    public async Task<IResult> AnswerAsync(HttpContext context, string? tool)
    {
        if (!origins.Admits(context.Request))
        {
            return new ProblemResult(GatewayErrors.OriginDenied);
        }

        var (token, missing) = BearerToken.Read(context.Request);
        var credential = new Credential(token, missing, Resource: context.Request.Path.Value);
        AgentIdentity? agent = null;
        try
        {
            if (!(await agents.IdentifyAsync(credential, context.RequestAborted)).TryGet(out agent, out _))
            {
                return await RefuseUnknownAsync(context, tool, credential);
            }
        }
        catch (DependencyUnavailableException)
        {
            // A call hears of it by the pipeline, which records it; anything else below.
        }

        if (!(await RequestBody.ReadAsync(context.Request, context.RequestAborted)).TryGet(out var body, out var unreadable))
        {
            return McpAnswer.Error(id: null, McpError.Unreadable(unreadable));
        }

        var (message, malformed) = McpMessage.Read(body);
        if (message is null)
        {
            return McpAnswer.Error(id: null, malformed!);
        }

        return (malformed ?? McpHeaders.Check(context.Request.Headers, message)) is { } error
            ? McpAnswer.Error(message.Id, error)
            : await AnswerAsync(context, message, McpHeaders.IsModern(context.Request.Headers), tool, credential, agent);
    }

    private async Task<IResult> AnswerAsync(
        HttpContext context, McpMessage message, bool isModern, string? tool, Credential credential, AgentIdentity? agent)
    {
        if (message.Id is null)
        {
            return AnswerNotification(message, agent);
        }

        if (message.Method == "tools/call")
        {
            return await calls.CallToolAsync(context, message, isModern, tool, credential, agent);
        }

        if (agent is null)
        {
            return Refusal.Unavailable("auth-service", mayHaveActed: false).ToProblem();
        }

        return message.Method switch
        {
            "tools/list" => await ListAsync(context, message, isModern, tool, agent),
            "server/discover" when isModern => McpServerInfo.Discover(message, await CapabilitiesAsync(tool, agent, context.RequestAborted)),
            "subscriptions/listen" when isModern => await listener.AnswerAsync(context, message, tool, credential, agent),
            "initialize" when !isModern => McpServerInfo.Initialize(message, await CapabilitiesAsync(tool, agent, context.RequestAborted)),
            "ping" when !isModern => McpAnswer.Result(message.Id, _ => { }),
            _ when tool is not null => await calls.CallMethodAsync(context, message, isModern, tool, credential, agent),
            _ => McpAnswer.Error(message.Id, McpError.MethodNotFound(message.Method)),
        };
    }

    /// <summary>What the endpoint has beside tools: of one MCP server, what the agent may use of it.</summary>
    private async Task<IReadOnlySet<string>> CapabilitiesAsync(string? tool, AgentIdentity agent, CancellationToken cancellationToken) => tool is null
        ? []
        : (await callable.FindAsync(agent, intent: null, tool, cancellationToken))
            .Select(callable => callable.Action.McpMethod?.Split('/')[0]).OfType<string>().Select(name => name == "completion" ? "completions" : name).ToHashSet(StringComparer.Ordinal);

    private async Task<IResult> ListAsync(HttpContext context, McpMessage message, bool isModern, string? tool, AgentIdentity agent)
    {
        var intent = message.Intent ?? Intent.Of(context.Request);
        return (await callable.ListAsync(agent, intent, tool, context.RequestAborted)).TryGet(out var actions, out var refusal)
            ? McpToolList.Answer(message, isModern, actions.FindAll(callable => callable.Action.McpMethod is null), tool is null ? names.Of : action => action.Name)
            : refusal.ToProblem();
    }

    private Accepted AnswerNotification(McpMessage message, AgentIdentity? agent)
    {
        if (message.Method == "notifications/cancelled" && agent is not null && message.Params.TryGetProperty("requestId", out var id))
        {
            running.Cancel(agent.TokenId, id.GetRawText());
        }

        return TypedResults.Accepted((string?)null);
    }

    /// <summary>The pipeline refuses, so that the attempt is counted and recorded like any other.</summary>
    private async Task<IResult> RefuseUnknownAsync(HttpContext context, string? tool, Credential credential)
    {
        var call = new ToolCall
        {
            CorrelationId = CorrelationId.Of(context),
            Caller = CallerAddress.Of(context),
            Credential = credential,
            Tool = tool ?? "",
            Action = "",
            ReadBody = _ => ValueTask.FromResult<RefusalOr<ReadOnlyMemory<byte>>>(new Refusal(GatewayErrors.BodyInvalid)),
        };
        return await pipeline.RunAsync(call, context.RequestAborted) is ToolCallOutcome.Refused refused
            ? refused.Why.ToProblem()
            : TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
    }
}
