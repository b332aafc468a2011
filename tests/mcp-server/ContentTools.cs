using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FourRunr.Testing.McpServer;

/// <summary>Tools for each kind of content, for errors and for progress.</summary>
[McpServerToolType]
internal sealed class ContentTools
{
    [McpServerTool(Name = "test_simple_text"), Description("Answers with text.")]
    public static string Text() => "This is a simple text response for testing.";

    [McpServerTool(Name = "test_image_content"), Description("Answers with an image.")]
    public static ImageContentBlock Image() => Samples.Image();

    [McpServerTool(Name = "test_audio_content"), Description("Answers with audio.")]
    public static AudioContentBlock Audio() => Samples.Audio();

    [McpServerTool(Name = "test_embedded_resource"), Description("Answers with an embedded resource.")]
    public static EmbeddedResourceBlock EmbeddedResource() => Samples.Resource("test://embedded-resource");

    [McpServerTool(Name = "test_multiple_content_types"), Description("Answers with text, an image and an embedded resource.")]
    public static ContentBlock[] Mixed() =>
        [Samples.Text("Several kinds of content:"), Samples.Image(), Samples.Resource("test://mixed-content-resource", """{"test":"data"}""", "application/json")];

    [McpServerTool(Name = "test_error_handling"), Description("Always fails.")]
    public static CallToolResult Error() => new() { IsError = true, Content = [Samples.Text("This tool intentionally returns an error for testing")] };

    [McpServerTool(Name = "test_tool_with_progress"), Description("Reports progress three times.")]
    public static string Progress(IProgress<ProgressNotificationValue> progress)
    {
        foreach (var done in (int[])[0, 50, 100])
        {
            progress.Report(new ProgressNotificationValue { Progress = done, Total = 100 });
        }

        return "Reported progress.";
    }

    [McpServerTool(Name = "echo"), Description("Answers with its text. Its progress says the text as well.")]
    public static string Echo(string text, IProgress<ProgressNotificationValue> progress)
    {
        progress.Report(new ProgressNotificationValue { Progress = 1, Total = 2, Message = text });
        return text;
    }
}
