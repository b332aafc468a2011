using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace FourRunr.Testing.McpServer;

/// <summary>What a server can ask the client for before it answers.</summary>
internal static class Questions
{
    public static readonly (string Key, InputRequest Request) UserName = ("user_name", Form("What is your name?", "name"));

    public static readonly (string Key, InputRequest Request) Capital = ("capital_question", Completion("What is the capital of France?"));

    public static readonly (string Key, InputRequest Request) Greeting = ("greeting", Completion("Generate a greeting"));

    public static readonly (string Key, InputRequest Request) Roots = ("client_roots", InputRequest.ForRootsList(new ListRootsRequestParams()));

    public static InputRequest Form(string message, string field, string type = "string") => InputRequest.ForElicitation(Elicitation(
        message, $$$"""{"type":"object","properties":{"{{{field}}}":{"type":"{{{type}}}"}},"required":["{{{field}}}"]}"""));

    public static ElicitRequestParams Elicitation(string message, string schema) => new()
    {
        Message = message,
        RequestedSchema = JsonSerializer.Deserialize<ElicitRequestParams.RequestSchema>(schema, McpJsonUtilities.DefaultOptions),
    };

    public static InputRequiredException Ask(params (string Key, InputRequest Request)[] questions) => Ask(state: null, questions);

    public static InputRequiredException Ask(string? state, params (string Key, InputRequest Request)[] questions) =>
        new(questions.ToDictionary(question => question.Key, question => question.Request), state);

    /// <summary>The form's field, if the client has answered it.</summary>
    public static string? Answer(IDictionary<string, InputResponse>? answers, string key, string field)
    {
        if (answers is null || !answers.TryGetValue(key, out var answer))
        {
            return null;
        }

        try
        {
            return answer.Deserialize(InputResponse.ElicitResultJsonTypeInfo)?.Content?.TryGetValue(field, out var value) is true ? value.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static InputRequest Completion(string prompt) => InputRequest.ForSampling(new CreateMessageRequestParams
    {
        Messages = [new SamplingMessage { Role = Role.User, Content = [Samples.Text(prompt)] }],
        MaxTokens = 100,
    });
}
