using System.Runtime.InteropServices;
using FourRunr.Hosting.Correlation;
using FourRunr.ToolProxy.Calls;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Primitives;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary><c>tools/call</c>, and the other methods that an MCP server behind the gateway has, as calls of the pipeline.</summary>
internal sealed class McpCall(McpCallRunner runner, McpToolNames names, ToolCatalog catalog)
{
    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    /// <summary>What stands in the parameters of a method, and is not for the server's method itself.</summary>
    private static readonly string[] Envelope = ["_meta", "inputResponses", "requestState"];

    /// <param name="tool">Of an endpoint that offers this tool alone; null: names hold the tool.</param>
    /// <param name="agent">Null while nobody can say who calls.</param>
    public Task<IResult> CallToolAsync(HttpContext context, McpMessage message, bool isModern, string? tool, Credential credential, AgentIdentity? agent)
    {
        if (message.Text("name") is not { } name)
        {
            return Task.FromResult<IResult>(McpAnswer.Error(message.Id, McpError.InvalidParams("'params.name' must be a string.")));
        }

        var arguments = message.Member("arguments");
        if (arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined))
        {
            return Task.FromResult<IResult>(McpAnswer.Error(message.Id, McpError.InvalidParams("'params.arguments' must be an object.")));
        }

        var action = tool is null ? names.Find(name) : catalog.Find(tool, name);
        ReadOnlyMemory<byte> body = arguments.ValueKind == JsonValueKind.Object ? JsonMarshal.GetRawUtf8Value(arguments).ToArray() : Nothing;
        var call = ToCall(context.Request, message, (tool ?? action?.Tool ?? name, action is { McpMethod: null } ? action.Name : ""), body, credential);
        return runner.RunAsync(context, message, call, agent, outcome => outcome switch
        {
            ToolCallOutcome.Answered answered => McpResults.Answered(message, isModern, call.CorrelationId, answered),
            ToolCallOutcome.Refused { Why: var why } when IsOfHttp(context, why) => why.ToProblem(),
            ToolCallOutcome.Refused { Why: var why } when why.Kind == GatewayErrors.ToolUnknown => McpAnswer.Error(message.Id, McpError.UnknownTool(name)),
            ToolCallOutcome.Refused { Why: var why } when why.Kind == GatewayErrors.ClientCapabilityMissing => McpAnswer.Error(message.Id, McpError.CapabilityMissing(why)),
            ToolCallOutcome.Refused { Why: var why } when why.Kind == GatewayErrors.RequestStateInvalid => McpAnswer.Error(message.Id, McpError.InvalidParams(why.Kind.Title)),
            ToolCallOutcome.Refused { Why: var why } => McpResults.Refused(message, isModern, call.CorrelationId, why.ToProblem()),
            _ => TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest),
        });
    }

    /// <summary>Resources, prompts and completion of one server. What is refused is an error of the protocol: these results have no other way to say it.</summary>
    public Task<IResult> CallMethodAsync(HttpContext context, McpMessage message, bool isModern, string tool, Credential credential, AgentIdentity? agent)
    {
        var action = catalog.Actions.FirstOrDefault(action => action.Tool == tool && action.McpMethod == message.Method);
        if (action is null)
        {
            return Task.FromResult<IResult>(McpAnswer.Error(message.Id, McpError.MethodNotFound(message.Method)));
        }

        var call = ToCall(context.Request, message, (tool, action.Name), WithoutEnvelope(message.Params), credential);
        return runner.RunAsync(context, message, call, agent, outcome => outcome switch
        {
            ToolCallOutcome.Answered answered => McpResults.Passed(message, isModern, answered),
            ToolCallOutcome.Refused { Why: var why } when IsOfHttp(context, why) => why.ToProblem(),
            ToolCallOutcome.Refused { Why: var why } => McpAnswer.Error(message.Id, McpError.Refused(why, call.CorrelationId)),
            _ => TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest),
        });
    }

    /// <summary>Clients know what to do with a 401, as long as it can still be sent.</summary>
    private static bool IsOfHttp(HttpContext context, Refusal why) =>
        why.Kind.Status == StatusCodes.Status401Unauthorized && !context.Response.HasStarted;

    private static ToolCall ToCall(
        HttpRequest request, McpMessage message, (string Tool, string Action) what, ReadOnlyMemory<byte> body, Credential credential) => new()
        {
            CorrelationId = CorrelationId.Of(request.HttpContext),
            Caller = CallerAddress.Of(request.HttpContext),
            Credential = credential,
            Tool = what.Tool,
            Action = what.Action,
            Intent = message.Intent ?? Intent.Of(request),
            IdempotencyKey = message.IdempotencyKey is { } key ? new StringValues(key) : request.Headers[IdempotencyKey.Header],
            Dialog = new CallerDialog
            {
                Capabilities = message.Capabilities,
                InputResponses = message.Member("inputResponses"),
                RequestState = message.Text("requestState"),
            },
            ReadBody = _ => ValueTask.FromResult<RefusalOr<ReadOnlyMemory<byte>>>(body),
        };

    private static ReadOnlyMemory<byte> WithoutEnvelope(JsonElement parameters) => parameters.ValueKind != JsonValueKind.Object
        ? Nothing
        : JsonSerializer.SerializeToUtf8Bytes(parameters.EnumerateObject().Where(member => !Envelope.Contains(member.Name)).ToDictionary(member => member.Name, member => member.Value));
}
