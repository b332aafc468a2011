using FourRunr.Testing.McpServer;

if (args is not [var url, .. var options] || !Uri.TryCreate(url, UriKind.Absolute, out var address))
{
    Console.Error.WriteLine("Usage: dotnet run --project tests/mcp-server -- http://127.0.0.1:5900 [--sessions]");
    return 2;
}

await using var server = await TestMcpServer.StartAsync(address, hasSessions: options.Contains("--sessions"));
Console.WriteLine($"Listens at {server.Url}. Ctrl+C stops it.");
await server.StoppedAsync();
return 0;
