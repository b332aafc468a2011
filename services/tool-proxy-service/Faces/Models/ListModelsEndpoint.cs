using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>Lists the models that a token may use, and describes one of them, in the dialect of the caller.</summary>
internal static class ListModelsEndpoint
{
    public static RouteHandlerBuilder MapList(IEndpointRouteBuilder routes, string path, ModelListForm form) => routes
        .MapGet(path, (HttpContext context, AgentIdentifier agents, CallableModels models) => AnswerAsync(context, agents, agent => ListAsync(context, agent, form, models)))
        .Produces<JsonObject>().IdentifiesCaller(AccessRole.Agent).Refuses(GatewayErrors.RateLimited).ReadsHeaders(CallDescription.IntentHeader);

    public static RouteHandlerBuilder MapOne(IEndpointRouteBuilder routes, string path, ModelListForm form) => routes
        .MapGet($"{path}/{{**model}}", (string model, HttpContext context, AgentIdentifier agents, CallableModels models) =>
            AnswerAsync(context, agents, agent => GetAsync(context, agent, form, Uri.UnescapeDataString(model), models)))
        .Produces<JsonObject>().IdentifiesCaller(AccessRole.Agent).Refuses(GatewayErrors.RateLimited, GatewayErrors.ModelNotFound).ReadsHeaders(CallDescription.IntentHeader);

    private static async Task<IResult> AnswerAsync(HttpContext context, AgentIdentifier agents, Func<AgentIdentity, Task<RefusalOr<JsonObject>>> answer)
    {
        try
        {
            if (!(await agents.IdentifyAsync(ModelCredential.Of(context.Request), context.RequestAborted)).TryGet(out var agent, out var refusal))
            {
                return new ModelErrorResult(refusal.ToProblem());
            }

            return (await answer(agent)).TryGet(out var body, out refusal) ? TypedResults.Json(body) : new ModelErrorResult(refusal.ToProblem());
        }
        catch (DependencyUnavailableException exception)
        {
            return new ModelErrorResult(Refusal.Unavailable(exception.Dependency, mayHaveActed: false).ToProblem());
        }
    }

    private static async Task<RefusalOr<JsonObject>> ListAsync(HttpContext context, AgentIdentity agent, ModelListForm form, CallableModels models)
    {
        var api = form.Of(context.Request);
        return (await models.ListAsync(agent, api, Intent.Of(context.Request), context.RequestAborted)).TryGet(out var allowed, out var refusal)
            ? ModelLists.Describe(api, allowed)
            : refusal;
    }

    private static async Task<RefusalOr<JsonObject>> GetAsync(HttpContext context, AgentIdentity agent, ModelListForm form, string model, CallableModels models)
    {
        var api = form.Of(context.Request);
        return (await models.FindAsync(agent, api, model, Intent.Of(context.Request), context.RequestAborted)).TryGet(out var provider, out var refusal)
            ? ModelLists.Describe(api, model, provider)
            : refusal;
    }
}
