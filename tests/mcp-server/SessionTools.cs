using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using SdkServer = ModelContextProtocol.Server.McpServer;

namespace FourRunr.Testing.McpServer;

/// <summary>Tools of 2025-11-25 that send requests to the client while a call runs.</summary>
[McpServerToolType]
internal sealed class SessionTools
{
    [McpServerTool(Name = "test_tool_with_logging"), Description("Sends log messages.")]
    public static async Task<string> LoggingAsync(SdkServer server, CancellationToken cancellationToken)
    {
        foreach (var line in (string[])["Tool execution started", "Tool processing data", "Tool execution completed"])
        {
            await server.SendNotificationAsync(
                "notifications/message", new LoggingMessageNotificationParams { Level = LoggingLevel.Info, Data = JsonSerializer.SerializeToElement(line) },
                cancellationToken: cancellationToken);
        }

        return "Logged.";
    }

    [McpServerTool(Name = "test_sampling"), Description("Asks the client's model.")]
    public static async Task<string> SamplingAsync(SdkServer server, string prompt, CancellationToken cancellationToken)
    {
        var request = new CreateMessageRequestParams
        {
            Messages = [new SamplingMessage { Role = Role.User, Content = [Samples.Text(prompt)] }],
            MaxTokens = 100,
        };
        var answer = await server.SampleAsync(request, cancellationToken);
        return $"LLM response: {answer.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text}";
    }

    [McpServerTool(Name = "test_elicitation"), Description("Asks the user.")]
    public static Task<string> ElicitationAsync(SdkServer server, string message, CancellationToken cancellationToken) =>
        ElicitAsync(server, message, """{"type":"object","properties":{"username":{"type":"string"},"email":{"type":"string"}},"required":["username","email"]}""", cancellationToken);

    [McpServerTool(Name = "test_elicitation_sep1034_defaults"), Description("Asks the user and proposes answers.")]
    public static Task<string> DefaultsAsync(SdkServer server, CancellationToken cancellationToken) => ElicitAsync(
        server, "Please review these values.", """
        {"type":"object","properties":{
          "name":{"type":"string","default":"John Doe"},
          "age":{"type":"integer","default":30},
          "score":{"type":"number","default":95.5},
          "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},
          "verified":{"type":"boolean","default":true}}}
        """, cancellationToken);

    [McpServerTool(Name = "test_elicitation_sep1330_enums"), Description("Asks the user to choose.")]
    public static Task<string> ChoicesAsync(SdkServer server, CancellationToken cancellationToken) => ElicitAsync(
        server, "Please choose.", """
        {"type":"object","properties":{
          "untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
          "titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First"},{"const":"value2","title":"Second"},{"const":"value3","title":"Third"}]},
          "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],"enumNames":["One","Two","Three"]},
          "untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},
          "titledMulti":{"type":"array","items":{"anyOf":[{"const":"value1","title":"First"},{"const":"value2","title":"Second"},{"const":"value3","title":"Third"}]}}}}
        """, cancellationToken);

    private static async Task<string> ElicitAsync(SdkServer server, string message, string schema, CancellationToken cancellationToken)
    {
        var answer = await server.ElicitAsync(Questions.Elicitation(message, schema), cancellationToken);
        return $"User response: action={answer.Action}, {answer.Content?.Count ?? 0} values";
    }
}
