using FourRunr.Bench.Micro.MeasuredGateways;
using FourRunr.Bench.Scenarios.PacedLoads;
using FourRunr.ToolProxy.Audit.Shipping;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Bench.Micro.Allocations;

/// <summary>Counts the bytes that governed calls and their steps allocate, standalone and, where there are servers, as in Production.</summary>
internal static class AllocationRun
{
    private const long Most = 12 * 1024;

    /// <summary>More than the 12 KiB that are wanted: the Redis client and the log line of every call are in it.</summary>
    private const long MostInProduction = 20 * 1024;

    /// <returns>The exit code: 1 if a call allocates more than it may.</returns>
    public static async Task<int> MeasureAsync(string? reportFile)
    {
        // In Production every call is logged; what is logged must be made, not read.
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        var systems = new List<SystemAllocations> { await MeasureAsync("standalone", Most, MeasuredGateway.StartStandaloneAsync()) };
        if (TestServerAddresses.Missing is { } missing)
        {
            await output.WriteLineAsync($"Postgres + Redis are left out: {missing} is not set.");
        }
        else
        {
            systems.Add(await MeasureAsync("Postgres + Redis", MostInProduction, MeasuredGateway.StartInProductionAsync()));
        }

        var report = AllocationReport.Write(systems);
        await output.WriteAsync(report);
        if (reportFile is not null)
        {
            await File.WriteAllTextAsync(reportFile, report);
        }

        string[] excesses = [.. systems.SelectMany(system => system.Excesses)];
        Array.ForEach(excesses, output.WriteLine);
        return excesses.Length == 0 ? 0 : 1;
    }

    private static async Task<SystemAllocations> MeasureAsync(string system, long most, Task<MeasuredGateway> starting)
    {
        await using var gateway = await starting;
        using var connection = new RawConnection(gateway.Url);
        var shipper = gateway.Proxy.GetRequiredService<AuditShipper>();
        var counts = new List<(AllocationStep, long)>();
        foreach (var step in await AllocationStep.AllOfAsync(gateway, connection, most))
        {
            counts.Add((step, await AllocationCount.MeasureAsync(step, shipper)));
        }

        return new SystemAllocations(system, most, counts);
    }
}
