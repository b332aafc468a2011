using System.Text.Json.Nodes;

namespace FourRunr.Standalone.Demo;

/// <summary>A scraper sends no mail: no policy allows it, so its token is not good for it either.</summary>
internal static class DeniedCall
{
    public static async Task<string> PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var mail = new JsonObject { ["to"] = "someone@example.com", ["subject"] = "Hello", ["text"] = "Hello" };
        var answer = (await scene.CallAsync("gmail_send", "send", mail, cancellationToken)).Expect(403, "scope_denied");
        return $"POST /v1/tools/gmail_send/send → 403 scope_denied: {answer.Text("rule")}";
    }
}
