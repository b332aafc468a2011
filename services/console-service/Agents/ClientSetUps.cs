namespace FourRunr.WebConsole.Agents;

/// <summary>What to paste where, so that a client reaches the gateway as an agent.</summary>
internal static class ClientSetUps
{
    /// <param name="Client">The client's name.</param>
    /// <param name="Where">Where the text belongs.</param>
    public sealed record SetUp(string Client, string Where, string Text);

    /// <param name="url">The front door, without a slash at the end.</param>
    public static IReadOnlyList<SetUp> For(string url, string agentId, string token) =>
    [
        new("curl", "In a terminal: what the agent may call.", $"curl -sS {url}/v1/tools -H 'Authorization: Bearer {token}'"),
        new("Claude Code", "In a terminal, once for each project.",
            $"claude mcp add --transport http gateway {url}/mcp --header 'Authorization: Bearer {token}'"),
        new("VS Code", "In .vscode/mcp.json. It asks for the token and keeps it.", $$$$"""
            {
              "inputs": [{"type": "promptString", "id": "token", "description": "Token of the agent", "password": true}],
              "servers": {"gateway": {"type": "http", "url": "{{{{url}}}}/mcp", "headers": {"Authorization": "Bearer ${input:token}"}}}
            }
            """),
        new("Cursor", "In .cursor/mcp.json, with the token in GATEWAY_TOKEN.", $$$$$"""
            {"mcpServers": {"gateway": {"url": "{{{{{url}}}}}/mcp", "headers": {"Authorization": "Bearer ${env:GATEWAY_TOKEN}"}}}}
            """),
        new("MCP Inspector", "In a terminal.",
            $"npx @modelcontextprotocol/inspector --cli {url}/mcp --transport http --header 'Authorization: Bearer {token}' --method tools/list"),
        new("OpenAI SDK", "In the environment of a program that uses the openai package.", $"""
            export OPENAI_BASE_URL={url}/v1
            export OPENAI_API_KEY={token}
            """),
        new("Anthropic SDK", "In the environment of a program that uses an anthropic package.", $"""
            export ANTHROPIC_BASE_URL={url}
            export ANTHROPIC_API_KEY={token}
            """),
        new("OpenAI Agents SDK", "In Python, with the token in GATEWAY_TOKEN.", $$$"""
            server = MCPServerStreamableHttp(params={
                "url": "{{{url}}}/mcp", "headers": {"Authorization": f"Bearer {os.environ['GATEWAY_TOKEN']}"}})
            """),
        new("LangChain", "In Python, with the token in GATEWAY_TOKEN.", $$$$"""
            client = MultiServerMCPClient({"gateway": {
                "transport": "streamable_http", "url": "{{{{url}}}}/mcp",
                "headers": {"Authorization": f"Bearer {os.environ['GATEWAY_TOKEN']}"}}})
            tools = await client.get_tools()
            """),
        new("Its own key", "With the agent's private key in agent.pem the bridge gets tokens by itself, and renews them.",
            $"4runr mcp --url {url} --agent {agentId} --agent-key-file agent.pem"),
    ];
}
