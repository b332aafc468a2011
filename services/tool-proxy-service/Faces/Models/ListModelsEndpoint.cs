using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Pipeline;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>Lists the models that a token may use, and describes one of them, in the dialect of the caller.</summary>
internal static class ListModelsEndpoint
{
    /// <summary>Providers that are not asked do not say since when there is a model.</summary>
    private const string UnknownMoment = "1970-01-01T00:00:00Z";

    /// <param name="api">Null where the caller's headers say which one it speaks.</param>
    public static RouteHandlerBuilder MapList(IEndpointRouteBuilder routes, string path, ModelApi? api) => routes
        .MapGet(path, (HttpContext context, AgentIdentifier agents, CallableModels models) => AnswerAsync(context, agents, agent => ListAsync(context, agent, ApiOf(context, api), models)))
        .Produces<JsonObject>().IdentifiesCaller(AccessRole.Agent).Refuses(GatewayErrors.RateLimited).ReadsHeaders(CallDescription.IntentHeader);

    /// <inheritdoc cref="MapList"/>
    public static RouteHandlerBuilder MapOne(IEndpointRouteBuilder routes, string path, ModelApi? api) => routes
        .MapGet($"{path}/{{**model}}", (string model, HttpContext context, AgentIdentifier agents, CallableModels models) =>
            AnswerAsync(context, agents, agent => GetAsync(context, agent, ApiOf(context, api), Uri.UnescapeDataString(model), models)))
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

    private static async Task<RefusalOr<JsonObject>> ListAsync(HttpContext context, AgentIdentity agent, ModelApi api, CallableModels models)
    {
        if (!(await models.ListAsync(agent, api, Intent.Of(context.Request), context.RequestAborted)).TryGet(out var allowed, out var refusal))
        {
            return refusal;
        }

        var data = new JsonArray([.. allowed.Select(named => Describe(api, named.Model, named.Provider))]);
        return api == ModelApi.Openai
            ? new JsonObject { ["object"] = "list", ["data"] = data }
            : new JsonObject
            {
                ["data"] = data,
                ["has_more"] = false,
                ["first_id"] = allowed.Count > 0 ? allowed[0].Model : null,
                ["last_id"] = allowed.Count > 0 ? allowed[^1].Model : null,
            };
    }

    private static async Task<RefusalOr<JsonObject>> GetAsync(HttpContext context, AgentIdentity agent, ModelApi api, string model, CallableModels models) =>
        (await models.FindAsync(agent, api, model, Intent.Of(context.Request), context.RequestAborted)).TryGet(out var provider, out var refusal)
            ? Describe(api, model, provider)
            : refusal;

    private static JsonObject Describe(ModelApi api, string model, ModelProvider provider) => api == ModelApi.Openai
        ? new JsonObject { ["id"] = model, ["object"] = "model", ["created"] = 0, ["owned_by"] = provider.Name }
        : new JsonObject { ["type"] = "model", ["id"] = model, ["display_name"] = model, ["created_at"] = UnknownMoment };

    private static ModelApi ApiOf(HttpContext context, ModelApi? api) =>
        api ?? (context.Request.Headers.ContainsKey(ModelRequestHeaders.Version) ? ModelApi.Anthropic : ModelApi.Openai);
}
