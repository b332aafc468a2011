namespace FourRunr.Hosting.Startup;

/// <summary>Runs a service. Exit code 0 after a stop that was asked for, 1 if it did not start, 2 if the command line is wrong.</summary>
public static class ServiceProgram
{
    /// <param name="name">E.g. <c>auth-service</c>.</param>
    /// <param name="create">The service's composition, e.g. <c>AuthService.Create</c>.</param>
    public static async Task<int> RunAsync(
        string name, string[] args, Func<string[], Action<IServiceCollection>?, WebApplication> create)
    {
        switch (CommandLine.Read(args))
        {
            case CommandLine.Help:
                await Console.Out.WriteLineAsync(Usage(name));
                return 0;
            case CommandLine.ShowVersion:
                await Console.Out.WriteLineAsync($"4Runr {name} {GatewayVersion.Current}");
                return 0;
            case CommandLine.Mistake mistake:
                await Console.Error.WriteLineAsync($"{name}: {mistake.Text}");
                return CommandLine.Misused;
        }

        return await ServeAsync(name, args, create);
    }

    private static async Task<int> ServeAsync(string name, string[] args, Func<string[], Action<IServiceCollection>?, WebApplication> create)
    {
        var hasStarted = false;
        WebApplication? service = null;
        try
        {
            OpenFileLimit.Require();
            service = create(args, services => services.AddStartLogFilters(() => Volatile.Read(ref hasStarted)));
            await service.StartAsync();
        }
        catch (OperationCanceledException) when (service?.Lifetime.ApplicationStopping.IsCancellationRequested is true)
        {
            await service.DisposeAsync();
            return 0;
        }
        catch (Exception exception)
        {
            // First, so that its log ends before the reason.
            await (service?.DisposeAsync() ?? default);
            return StartFailure.Report($"The {name}", exception);
        }

        Volatile.Write(ref hasStarted, true);
        await service.WaitForShutdownAsync();
        await service.DisposeAsync();
        return 0;
    }

    private static string Usage(string name) => $"""
        4Runr {name} {GatewayVersion.Current}, one of the three services of a gateway.

        usage: service [--NAME=value]…     run it
               service --help | --version

        Settings are environment variables (NAME=value) or arguments, which win. Outside standalone it needs GATEWAY_ADMIN_KEY,
        GATEWAY_SERVICE_KEY and GATEWAY_KEK (deploy/init-env.sh makes them), and the addresses of the other two services in
        GATEWAY_PROXY_URL, GATEWAY_AUTH_URL and GATEWAY_POLICY_URL. docs/reference/configuration.md lists all settings.

        exit code: 0 stopped, 1 not started, 2 wrong command line
        """;
}
