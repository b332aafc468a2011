using System.Diagnostics;

namespace FourRunr.Hosting.Telemetry;

/// <summary>The metrics of a process that Prometheus expects, under their usual names. Files and threads on Linux only.</summary>
internal sealed class ProcessMetrics
{
    private const string OpenFiles = "/proc/self/fd";
    private const string Threads = "/proc/self/task";

    public ProcessMetrics(GatewayMeter gateway)
    {
        var meter = gateway.Meter;
        using var process = Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;

        meter.CreateObservableCounter("process_cpu_seconds", () => Environment.CpuUsage.TotalTime.TotalSeconds);
        meter.CreateObservableGauge("process_resident_memory_bytes", () => Environment.WorkingSet);
        meter.CreateObservableGauge("process_start_time_seconds", () => started);
        if (OperatingSystem.IsLinux())
        {
            // Minus the descriptor that reads the folder.
            meter.CreateObservableGauge("process_open_fds", () => Directory.EnumerateFileSystemEntries(OpenFiles).Count() - 1);
            meter.CreateObservableGauge("process_threads", () => Directory.EnumerateDirectories(Threads).Count());
        }
    }
}
