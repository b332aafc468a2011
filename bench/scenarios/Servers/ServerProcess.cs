using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FourRunr.Bench.Scenarios.Machine;

namespace FourRunr.Bench.Scenarios.Servers;

/// <summary>A server that was started for the measurement. Its output goes to a file, written by itself as in production.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Nothing else of the environment that somebody works in may change what is measured.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "GATEWAY_ADMIN_KEY", "GATEWAY_SERVICE_KEY", "GATEWAY_KEK"];

    private readonly Process _process;

    private ServerProcess(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public int Pid => _process.Id;

    /// <param name="project">Folder of the project, from the root.</param>
    public static ServerProcess Start(string name, string project, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var folder = Path.Combine(BenchRun.Root, project);
        var assembly = Path.ChangeExtension(Path.GetFileName(Directory.GetFiles(folder, "*.csproj").Single()), ".dll");
        // The shell becomes the server: the pid is the server's.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec dotnet \"$@\" >>\"$log\" 2>&1", "sh", LogOf(name), Path.Combine(folder, "bin/Release/net10.0", assembly), .. arguments])
        {
            // Where no settings file of anybody's lies.
            WorkingDirectory = BenchRun.Work,
        };
        foreach (var variable in start.Environment.Keys.Except(Inherited).ToList())
        {
            start.Environment.Remove(variable);
        }

        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        var process = Process.Start(start)!;
        // For the script, which ends what this program could not.
        File.AppendAllText(Path.Combine(BenchRun.Work, "pids"), string.Create(CultureInfo.InvariantCulture, $"{process.Id}\n"));
        return new ServerProcess(name, process);
    }

    /// <summary>Returns when the address answers, with whatever status.</summary>
    public async Task WaitUntilAnswersAsync(Uri url, bool ready = true)
    {
        using var http = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(http);
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, url), CancellationToken.None);
                if (!ready || answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
            }

            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new InvalidOperationException($"{Name} does not answer at {url}:\n{string.Join('\n', File.ReadLines(LogOf(Name)).TakeLast(20))}");
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Below the range that the system hands out to outgoing connections.</summary>
    public static Uri SpareAddress()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
            }
            catch (SocketException)
            {
            }
        }
    }

    /// <summary>Asks it to stop, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Shell.OutputAsync("kill", "-TERM", Pid.ToString(CultureInfo.InvariantCulture));
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string LogOf(string name) => Path.Combine(BenchRun.Work, $"{name.Replace(' ', '-')}.log");
}
