using FourRunr.Contracts;
using FourRunr.Mcp.Tests.Node;
using FourRunr.Testing;
using FourRunr.Testing.Node;

namespace FourRunr.Mcp.Tests.Upstreams;

/// <summary>A gateway with server-everything by HTTP, and server-filesystem and server-memory as its child processes.</summary>
internal sealed class ThreeServers : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly int _port = FreePort.Find();
    private StartedNode? _everything;
    private StartedGateway? _gateway;

    public StartedGateway Gateway => _gateway!;

    public HttpClient Agent { get; private set; } = null!;

    /// <summary>A file that server-filesystem may read.</summary>
    public string File => Path.Combine(_folder.Path, "files", "note.txt");

    public static async Task<ThreeServers> StartAsync()
    {
        await McpPackages.Npm.InstallAsync();
        var servers = new ThreeServers();
        await servers.StartAllAsync();
        return servers;
    }

    public async Task StartEverythingAsync()
    {
        _everything = McpPackages.Npm.Start(
            [McpPackages.Npm.Module("@modelcontextprotocol/server-everything/dist/index.js"), "streamableHttp"], ("PORT", $"{_port}"));
        await Eventually.TrueAsync(() => _everything.Output.Contains("listening", StringComparison.OrdinalIgnoreCase), "server-everything listens");
    }

    public ValueTask StopEverythingAsync() => _everything!.DisposeAsync();

    /// <summary>The process id of one of the child processes, if it runs.</summary>
    public int? FindChild(string package) => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Where(id => id != 0 && Read(id, "cmdline") is var line && line.Contains(package, StringComparison.Ordinal) && line.Contains(_folder.Path, StringComparison.Ordinal))
        .Select(id => (int?)id)
        .FirstOrDefault();

    /// <summary>A file of <c>/proc/ID</c>; empty when the process is gone.</summary>
    public static string Read(int process, string file)
    {
        try
        {
            return System.IO.File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        Agent?.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_everything is not null)
        {
            await _everything.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task StartAllAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, "A note.");
        var tools = Directory.CreateDirectory(Path.Combine(_folder.Path, "tools")).FullName;
        await DeclareAsync(tools, "files", $"\"{McpPackages.Npm.Module("@modelcontextprotocol/server-filesystem/dist/index.js")}\",\"{Path.GetDirectoryName(File)}\"");
        // The folder is an argument that the server ignores, so that the process can be told from other runs'.
        await DeclareAsync(
            tools, "memory", $"\"{McpPackages.Npm.Module("@modelcontextprotocol/server-memory/dist/index.js")}\",\"{_folder.Path}\"",
            $$""","env":{"MEMORY_FILE_PATH":"{{_folder.Path}}/memory.jsonl"}""");
        await StartEverythingAsync();
        var url = new Uri($"http://127.0.0.1:{_port}/mcp");
        _gateway = await StartedGateway.StartAsync(("TOOLS_DIR", tools), ("MCP_STDIO", "on"), ("OUTBOUND_ALLOWED_TARGETS", url.Authority));
        await _gateway.DeclareAsync("everything", url);
        await _gateway.UntilListedAsync("files");
        await _gateway.UntilListedAsync("memory");
        var token = await _gateway.CreateAgentAsync(new PolicySpec { Scopes = ["*"] });
        Agent = StartedGateway.ClientOf(_gateway.Process.Url, token.Token);
    }

    private static Task DeclareAsync(string folder, string tool, string arguments, string more = "") => System.IO.File.WriteAllTextAsync(
        Path.Combine(folder, $"{tool}.json"),
        $$$"""{"tool":"{{{tool}}}","mcp":{"command":["{{{McpPackages.Npm.Node}}}",{{{arguments}}}],"trust":"first_use","read":["*"]{{{more}}}}}""");
}
