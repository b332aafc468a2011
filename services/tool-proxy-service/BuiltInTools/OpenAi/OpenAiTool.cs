using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Tools;


namespace FourRunr.ToolProxy.BuiltInTools.OpenAi;

/// <summary>Language models behind the OpenAI API.</summary>
internal static class OpenAiTool
{
    public const string Name = "openai";
    public const string Chat = "chat";

    private static readonly string[] PlainParameters =
    [
        "model", "temperature", "top_p", "n", "max_tokens", "max_completion_tokens", "presence_penalty", "frequency_penalty", "seed",
        "stream", "logprobs", "top_logprobs", "echo", "best_of",
    ];

    public static IReadOnlyList<ToolAction> Actions(IToolAdapter adapter) =>
    [
        new ToolAction
        {
            Tool = Name,
            Name = Chat,
            Permission = ToolAction.Read,
            Description = "Ask a language model for the next message of a chat.",
            Idempotent = true,
            ParametersSchema = OpenAiSchemas.Chat(),
            Validate = ParameterReader.Validator("openai.chat", new ChatParametersValidator()),
            PlainParameters = PlainParameters,
            Adapter = adapter,
        },
        new ToolAction
        {
            Tool = Name,
            Name = "complete",
            Permission = ToolAction.Read,
            Description = "Ask a language model to go on from a text.",
            Idempotent = true,
            ParametersSchema = OpenAiSchemas.Completion(),
            Validate = ParameterReader.Validator("openai.complete", new CompletionParametersValidator()),
            PlainParameters = PlainParameters,
            Adapter = adapter,
        },
    ];
}
