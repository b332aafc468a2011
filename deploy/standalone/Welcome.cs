using System.Buffers;
using FourRunr.Hosting.Secrets;

namespace FourRunr.Standalone;

/// <summary>The text that is printed when the gateway is ready. The commands can be pasted unchanged; no secret is printed but a link that is good once.</summary>
internal static class Welcome
{
    private static readonly SearchValues<char> SpecialToShell = SearchValues.Create(" '\"$`\\()&;<>|*?#!~[]{}");

    /// <param name="upstreams"><c>live</c>, <c>mock</c>, or the mocked tools.</param>
    /// <param name="keyIsGiven">The configuration contains the operator key; otherwise it is in a file.</param>
    /// <param name="signInLink">Null without a console.</param>
    public static string Text(GatewaySettings settings, bool keyIsGiven, string upstreams, string? signInLink)
    {
        var url = settings.ProxyUrl.ToString().TrimEnd('/');
        var keyFile = Shown(GatewaySecrets.AdminKeyFile(settings.DataDirectory));
        var key = keyIsGiven ? "$GATEWAY_ADMIN_KEY" : $"$(cat {Quoted(keyFile)})";
        return $$"""
            4Runr Gateway is ready.

              front door     {{url}}   (API reference: {{url}}/scalar)
              console        {{signInLink ?? "off"}}{{(signInLink is null ? "" : "   (signs you in once, within 5 minutes)")}}
              operator key   {{(keyIsGiven ? "the one given as GATEWAY_ADMIN_KEY" : keyFile)}}
              tools          {{upstreams}}{{(upstreams == "live" ? "" : "   (mock answers are invented; UPSTREAM_MODE=live asks the real APIs)")}}

            Paste this to make an agent, give it a token and call a tool with it:

              KEY={{key}}
              AGENT=$(curl -sS {{url}}/v1/agents -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"name":"my-agent","role":"scraper"}' | sed 's/.*"agent_id":"\([^"]*\)".*/\1/')
              TOKEN=$(curl -sS {{url}}/v1/agents/$AGENT/tokens -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"tools":["serpapi"],"permissions":["read"]}' | sed 's/.*"token":"\([^"]*\)".*/\1/')
              curl -sS {{url}}/v1/tools/serpapi/search -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"q":"what is an agent gateway"}'

            Ctrl+C stops it.
            """;
    }

    /// <summary>Relative to the working directory, if the path is below it.</summary>
    private static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string Quoted(string path) =>
        path.AsSpan().ContainsAny(SpecialToShell) ? $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'" : path;
}
