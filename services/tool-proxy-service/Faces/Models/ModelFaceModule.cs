using FourRunr.ToolProxy.Models;
using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>The endpoints of models, for clients of OpenAI's and Anthropic's APIs whose base URL is this gateway.</summary>
internal static class ModelFaceModule
{
    /// <summary>Largest body of these endpoints in bytes, 1,024 to 134,217,728. Default 16 MiB.</summary>
    public const string MaxBodyKey = "MODELS_MAX_BODY_BYTES";

    private const long StandardMaxBody = 16 * 1024 * 1024;
    private const long LeastMaxBody = 1024;
    private const long MostMaxBody = 128 * 1024 * 1024;

    private static readonly HeaderDescription[] Headers =
    [
        new("X-Request-ID", "The id of the call's record; of a request that became no call its correlation id.", "call_01a2095c79b470d58b5eedf37a5fbe36"),
        new("Request-Id", "The same, as clients of Anthropic's API read it.", "call_01a2095c79b470d58b5eedf37a5fbe36"),
        new("x-should-retry", "false where the same request would be refused again.", "false"),
    ];

    /// <summary>Whose refusals have the form of the models' APIs, also before an endpoint is found.</summary>
    private static readonly string[] Prefixes = ["/v1/chat", "/v1/responses", "/v1/embeddings", "/v1/messages", "/v1/models", "/openai", "/anthropic"];

    public static IServiceCollection AddModelFace(this IServiceCollection services)
    {
        services.AddSingleton<ModelCallWatch>();
        foreach (var prefix in Prefixes)
        {
            services.AddSingleton(new RefusalFormat(prefix, problem => new ModelErrorResult(problem)));
        }

        return services;
    }

    /// <summary>Open to the framework, as calls of <c>/v1</c> are: the pipeline identifies the caller.</summary>
    public static void MapModelFace(this IEndpointRouteBuilder routes)
    {
        var maxBody = MaxBody(routes.ServiceProvider.GetRequiredService<IConfiguration>());
        var group = routes.MapGroup("").AllowAnonymous().WithTags("Models").RefusesAs(typeof(ModelErrorResponse)).AlwaysReturnsHeaders(Headers);
        group.ShortCircuit();
        MapCalls(group, "/v1", maxBody, ModelDialect.ChatCompletions, "/chat/completions", "CreateChatCompletion", "Answers a conversation, whole or as a stream, as OpenAI's chat completions do.");
        MapCalls(group, "/v1", maxBody, ModelDialect.Responses, "/responses", "CreateResponse", "Answers a request, whole or as a stream, as OpenAI's responses do.");
        MapCalls(group, "/v1", maxBody, ModelDialect.Embeddings, "/embeddings", "CreateEmbeddings", "Turns texts into vectors, as OpenAI's embeddings do.");
        MapCalls(group, "/v1", maxBody, ModelDialect.Messages, "/messages", "CreateMessage", "Answers a conversation, whole or as a stream, as Anthropic's messages do.");
        MapCalls(group, "/v1", maxBody, ModelDialect.CountTokens, "/messages/count_tokens", "CountMessageTokens", "Counts the tokens of a conversation, as Anthropic does. It costs nothing.");
        ListModelsEndpoint.MapList(group, "/v1/models", new ModelListForm(Api: null)).WithName("ListModels")
            .WithSummary("Lists the models that this token may use, for clients of Anthropic's API (which send anthropic-version) those of that API.");
        ListModelsEndpoint.MapOne(group, "/v1/models", new ModelListForm(Api: null)).WithName("GetModel").WithSummary("Describes one model.");
        MapAliases(routes.MapGroup("").AllowAnonymous().ExcludeFromDescription(), maxBody);
    }

    /// <summary>The same below the APIs' names. What is not listed is not passed on: no model is asked past the policies.</summary>
    private static void MapAliases(RouteGroupBuilder group, long maxBody)
    {
        group.ShortCircuit();
        var endpoints = ((IEndpointRouteBuilder)group).ServiceProvider.GetRequiredService<ModelEndpoints>();
        foreach (var (path, dialect) in ((string, ModelDialect)[])
        [
            ("/openai/v1/chat/completions", ModelDialect.ChatCompletions),
            ("/openai/v1/responses", ModelDialect.Responses),
            ("/openai/v1/embeddings", ModelDialect.Embeddings),
            ("/anthropic/messages", ModelDialect.Messages),
            ("/anthropic/v1/messages", ModelDialect.Messages),
            ("/anthropic/messages/count_tokens", ModelDialect.CountTokens),
            ("/anthropic/v1/messages/count_tokens", ModelDialect.CountTokens),
        ])
        {
            CallModelEndpoint.Map(group, path, endpoints[dialect], maxBody);
        }

        foreach (var (path, api) in ((string, ModelApi)[])[("/openai/v1/models", ModelApi.Openai), ("/anthropic/models", ModelApi.Anthropic), ("/anthropic/v1/models", ModelApi.Anthropic)])
        {
            ListModelsEndpoint.MapList(group, path, new ModelListForm(api));
            ListModelsEndpoint.MapOne(group, path, new ModelListForm(api));
        }

        foreach (var prefix in (string[])["/v1/chat", "/v1/responses", "/v1/embeddings", "/v1/messages", "/openai", "/anthropic"])
        {
            group.Map($"{prefix}/{{**rest}}", () => new ModelErrorResult(new ProblemResult(GatewayErrors.NotFound)));
        }
    }

    private static void MapCalls(IEndpointRouteBuilder routes, string prefix, long maxBody, ModelDialect dialect, string path, string name, string summary) =>
        CallModelEndpoint.Map(routes, $"{prefix}{path}", routes.ServiceProvider.GetRequiredService<ModelEndpoints>()[dialect], maxBody).WithName(name).WithSummary(summary);

    private static long MaxBody(IConfiguration configuration) => configuration[MaxBodyKey] switch
    {
        null or "" => StandardMaxBody,
        { } text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is >= LeastMaxBody and <= MostMaxBody => bytes,
        _ => throw new InvalidConfigurationException($"{MaxBodyKey} must be a number of bytes from {LeastMaxBody} to {MostMaxBody}."),
    };
}
