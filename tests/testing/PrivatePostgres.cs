using System.Diagnostics;
using Xunit;

namespace FourRunr.Testing;

/// <summary>
/// A Postgres of one test's own, which it may crash and start again on the same port. A commit is in the write-ahead log before it is
/// confirmed, so a crash loses none.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private static readonly string Programs = FindPrograms();
    private static readonly bool IsRoot = Environment.UserName == "root";

    private readonly TemporaryDirectory _directory = new();
    private readonly string _data;
    private bool _isRunning;

    private readonly int _connections;

    private PrivatePostgres(int connections) => (_connections, _data) = (connections, Path.Combine(_directory.Path, "postgres"));

    public int Port { get; } = FreePort.Find();

    /// <param name="connections">As many as it takes; 100 is what it takes as it is installed.</param>
    public static async Task<PrivatePostgres> StartAsync(int connections = 300)
    {
        // Where tests may go without servers they may go without this one.
        _ = TestServers.Postgres;
        var postgres = new PrivatePostgres(connections);
        await postgres.MakeAsync();
        await postgres.StartAgainAsync();
        return postgres;
    }

    /// <param name="port">Where it is reached: its own port, or one that leads to it.</param>
    public static string ConnectionString(int port) => $"Host=127.0.0.1;Port={port};Username=gateway;Database=postgres";

    public async Task StartAgainAsync()
    {
        // The disk may be slow here, and the machine does not fail in these tests: the page cache will do.
        var options = $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections={_connections} -c fsync=off";
        await RunAsync("pg_ctl", "start", "-w", "-D", _data, "-l", Path.Combine(_data, "server.log"), "-o", options);
        _isRunning = true;
    }

    /// <summary>As a crash: every connection breaks, nothing is finished.</summary>
    public async Task CrashAsync()
    {
        _isRunning = false;
        await RunAsync("pg_ctl", "stop", "-w", "-D", _data, "-m", "immediate");
    }

    public async ValueTask DisposeAsync()
    {
        if (_isRunning)
        {
            await CrashAsync();
        }

        _directory.Dispose();
    }

    private async Task MakeAsync()
    {
        Directory.CreateDirectory(_data);
        if (IsRoot && !OperatingSystem.IsWindows())
        {
            // Postgres refuses to run as root.
            File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_001_001);
            using var chown = Process.Start("chown", ["postgres", _data]);
            await chown.WaitForExitAsync();
        }

        await RunAsync("initdb", "-D", _data, "-U", "gateway", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        string[] command = [.. IsRoot ? (string[])["runuser", "-u", "postgres", "--"] : [], Path.Combine(Programs, program), .. arguments];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = _data,
            RedirectStandardOutput = true,
        })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
    }

    /// <summary>Debian keeps the server's programs outside PATH; the newest version wins. Elsewhere they are in PATH.</summary>
    private static string FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        return !Directory.Exists(Debian)
            ? ""
            : Directory.GetDirectories(Debian).Select(version => Path.Combine(version, "bin")).OrderBy(Version).LastOrDefault(Directory.Exists) ?? "";

        static int Version(string bin) => int.TryParse(Path.GetFileName(Path.GetDirectoryName(bin)), out var version) ? version : 0;
    }
}
