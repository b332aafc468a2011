using FourRunr.ToolProxy.Models.Attempts;
using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Models.Requests;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models;

/// <summary>The actions of the models' endpoints: what tokens and policies know of them.</summary>
internal sealed class ModelEndpoints(ModelAdapter adapter, ModelDirectory directory)
{
    private readonly Dictionary<ModelDialect, ToolAction> _actions = new()
    {
        [ModelDialect.ChatCompletions] = Action(ModelDialect.ChatCompletions, "openai", "chat", "Answers a conversation (POST /v1/chat/completions).", adapter, directory),
        [ModelDialect.Responses] = Action(ModelDialect.Responses, "openai", "responses", "Answers a request (POST /v1/responses).", adapter, directory),
        [ModelDialect.Embeddings] = Action(ModelDialect.Embeddings, "openai", "embeddings", "Turns texts into vectors (POST /v1/embeddings).", adapter, directory),
        [ModelDialect.Messages] = Action(ModelDialect.Messages, "anthropic", "messages", "Answers a conversation (POST /v1/messages).", adapter, directory),
        [ModelDialect.CountTokens] = Action(ModelDialect.CountTokens, "anthropic", "messages", "Counts tokens (POST /v1/messages/count_tokens).", adapter, directory),
    };

    public IReadOnlyCollection<ToolAction> All => _actions.Values;

    public ToolAction this[ModelDialect dialect] => _actions[dialect];

    /// <summary>Actions of one API, each once.</summary>
    public IEnumerable<ToolAction> Of(ModelApi api) => _actions.Values.Where(action => action.Dialect?.Api() == api).DistinctBy(action => action.Name);

    private static ToolAction Action(ModelDialect dialect, string tool, string name, string description, ModelAdapter adapter, ModelDirectory directory) => new()
    {
        Tool = tool,
        Name = name,
        Permission = ToolAction.Read,
        Description = description,
        Idempotent = false,
        ParametersSchema = new JsonObject { ["type"] = "object" },
        Validate = body => ModelRequestReader.Validate(dialect, body),
        PlainParameters =
        [
            "model", "stream", "n", "max_tokens", "max_completion_tokens", "max_output_tokens", "temperature", "top_p", "service_tier", "reasoning_effort",
            "background", "store", "encoding_format", "dimensions",
        ],
        Adapter = adapter,
        Dialect = dialect,
        ModelParameter = "model",
        Times = new ToolTimes { Total = directory.LongestCall },
    };
}
