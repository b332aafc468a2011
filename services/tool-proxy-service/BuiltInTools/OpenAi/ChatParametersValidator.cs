using System.Text.Json;
using FluentValidation;

namespace FourRunr.ToolProxy.BuiltInTools.OpenAi;

internal sealed class ChatParametersValidator : OpenAiParametersValidator<ChatParameters>
{
    private const int MaxMessages = 256;

    public ChatParametersValidator()
    {
        RuleFor(chat => chat.Messages).Cascade(CascadeMode.Stop)
            .Must((chat, messages) => messages is null != chat.Input is null).WithMessage("is required, unless input is given; not both")
            .Must(messages => messages is null or { Count: >= 1 and <= MaxMessages }).WithMessage($"must be 1 to {MaxMessages} messages");
        RuleForEach(chat => chat.Messages).SetValidator(new ChatMessageValidator())
            .When(chat => chat.Messages is { Count: <= MaxMessages });
        RuleFor(chat => chat.Input).Must(input => input is null || IsInput(input.Value))
            .WithMessage($"must be a string or an array of 1 to {MaxMessages} objects");
        RuleFor(chat => chat.MaxCompletionTokens).InclusiveBetween(1, MaxTokens).WithMessage($"must be from 1 to {MaxTokens}");
        RuleFor(chat => chat.ResponseFormat).Must(format => format is null or { ValueKind: JsonValueKind.Object })
            .WithMessage("must be an object, such as {\"type\": \"json_object\"}");
        RuleFor(chat => chat.Tools).Must(tools => tools is null || (tools.Count <= 128 && tools.All(tool => tool.ValueKind == JsonValueKind.Object)))
            .WithMessage("must be at most 128 objects");
        RuleFor(chat => chat.ToolChoice).Must(choice => choice is null or { ValueKind: JsonValueKind.Object or JsonValueKind.String })
            .WithMessage("must be 'none', 'auto', 'required' or an object that names a tool");
        RuleFor(chat => chat.TopLogprobs).InclusiveBetween(0, 20).WithMessage("must be from 0 to 20");
    }

    private static bool IsInput(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String => input.GetString()!.Length > 0,
        JsonValueKind.Array => input.GetArrayLength() is >= 1 and <= MaxMessages
            && input.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object),
        _ => false,
    };
}

internal sealed class ChatMessageValidator : AbstractValidator<ChatMessage>
{
    public ChatMessageValidator()
    {
        RuleFor(message => message.Role)
            .Must(role => role is "system" or "user" or "assistant" or "tool" or "developer")
            .WithMessage("must be 'system', 'user', 'assistant', 'tool' or 'developer'");
        RuleFor(message => message.Content)
            .Must((message, content) => content is null ? CallsTools(message) : IsContent(content.Value))
            .WithMessage("must be a string or an array of parts, each an object with a type; only an assistant's message with tool_calls may go without");
    }

    private static bool CallsTools(ChatMessage message) =>
        message.Role == "assistant" && (message.ToolCalls is { Count: > 0 } || message.Others?.ContainsKey("function_call") == true);

    private static bool IsContent(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => true,
        JsonValueKind.Array => content.GetArrayLength() > 0 && content.EnumerateArray().All(IsPart),
        _ => false,
    };

    private static bool IsPart(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String;
}
