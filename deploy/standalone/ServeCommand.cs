using FourRunr.Hosting.Startup;

namespace FourRunr.Standalone;

/// <summary>Runs the gateway until it is stopped. Exit code 0 after a requested stop, 1 otherwise.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var signal = new StopSignal();
        await using var gateway = new StandaloneGateway(args);
        try
        {
            OpenFileLimit.Require();
            await gateway.StartAsync();
        }
        catch (Exception exception)
        {
            // First, so that the reason is printed after the last log line.
            await gateway.DisposeAsync();
            return StartFailure.Report("The gateway", exception);
        }

        await Console.Out.WriteLineAsync(Welcome.Text(gateway.Settings, gateway.OperatorKeyIsGiven, await gateway.DescribeUpstreamsAsync(), gateway.CreateSignInLink()));
        var asked = await Task.WhenAny(signal.Received, gateway.Failed) == signal.Received;
        await gateway.StopAsync();
        return asked ? 0 : 1;
    }
}
