namespace FourRunr.Standalone.Demo.Steps;

/// <summary>The token would be good for it, the policy is not: a scraper has no business with mail.</summary>
internal static class DeniedCall
{
    public static async Task<string> PlayAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        var answer = (await scene.CallAsync("gmail_send", "profile", [], cancellationToken)).Expect(403, "scope_denied");
        return $"POST /v1/tools/gmail_send/profile → 403 scope_denied: {answer.Text("rule")}";
    }
}
