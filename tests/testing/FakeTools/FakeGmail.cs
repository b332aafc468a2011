using System.Buffers.Text;
using Microsoft.AspNetCore.Http;

namespace FourRunr.Testing.FakeTools;

/// <summary>Takes mail as Gmail does; its log has the subjects.</summary>
public static class FakeGmail
{
    private const string Subject = "Subject: ";

    public static Task<FakeTool> StartAsync() => FakeTool.StartAsync(
        HttpMethod.Post,
        "/gmail/v1/users/me/messages/send",
        SubjectAsync,
        number => new { id = $"mail-{number}", threadId = "thread-1", labelIds = new[] { "SENT" } });

    /// <summary>Settings of a gateway that sends its mail to this one.</summary>
    public static string[] SettingsFor(FakeTool gmail) =>
    [
        "--UPSTREAM_MODE:gmail_send=live",
        $"--Tools:gmail_send:BaseUrl={gmail.Url}",
        $"--OUTBOUND_ALLOWED_TARGETS={gmail.Url.Authority}",
        "--TOOL_CREDENTIAL:gmail_send=an-access-token",
    ];

    private static async Task<string> SubjectAsync(HttpRequest request)
    {
        var message = (await JsonNode.ParseAsync(request.Body))!;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(message["raw"]!.GetValue<string>()));
        return text.Split("\r\n").First(line => line.StartsWith(Subject, StringComparison.Ordinal))[Subject.Length..];
    }
}
