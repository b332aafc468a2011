using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FourRunr.Testing.McpServer;

[McpServerPromptType]
internal sealed class TestPrompts
{
    [McpServerPrompt(Name = "test_simple_prompt"), Description("Has no arguments.")]
    public static string Simple() => "This is a simple prompt for testing.";

    [McpServerPrompt(Name = "test_prompt_with_arguments"), Description("Has two arguments.")]
    public static string WithArguments([Description("The first.")] string arg1, [Description("The second.")] string arg2) =>
        $"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'";

    [McpServerPrompt(Name = "test_prompt_with_embedded_resource"), Description("Embeds a resource.")]
    public static PromptMessage[] WithResource([Description("Which one.")] string resourceUri) =>
        [Message(Samples.Resource(resourceUri)), Message(Samples.Text("Please process the embedded resource above."))];

    [McpServerPrompt(Name = "test_prompt_with_image"), Description("Shows an image.")]
    public static PromptMessage[] WithImage() => [Message(Samples.Image()), Message(Samples.Text("Please analyze the image above."))];

    [McpServerPrompt(Name = "test_input_required_result_prompt"), Description("Asks for its context first.")]
    public static string Asking(RequestContext<GetPromptRequestParams> call) => Questions.Answer(call.Params.InputResponses, "user_context", "context") is { } context
        ? $"Go on with {context}."
        : throw Questions.Ask(("user_context", Questions.Form("What context should the prompt use?", "context")));

    private static PromptMessage Message(ContentBlock content) => new() { Role = Role.User, Content = content };
}
