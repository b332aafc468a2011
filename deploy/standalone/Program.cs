using FourRunr.Hosting.Startup;
using FourRunr.Standalone;
using FourRunr.Standalone.Audit;
using FourRunr.Standalone.Demo;

switch (CommandLine.Read(args, "demo", "verify-audit"))
{
    case CommandLine.Help:
        await Console.Out.WriteLineAsync(Usage.Text);
        return 0;
    case CommandLine.ShowVersion:
        await Console.Out.WriteLineAsync($"4Runr Gateway {GatewayVersion.Current}");
        return 0;
    case CommandLine.Mistake mistake:
        await Console.Error.WriteLineAsync($"4Runr Gateway: {mistake.Text} --help lists what there is.");
        return CommandLine.Misused;
    case CommandLine.Run { Command: "demo" } run:
        return await DemoCommand.RunAsync(run.Arguments);
    case CommandLine.Run { Command: "verify-audit" } run:
        return await VerifyAuditCommand.RunAsync(run.Arguments);
    default:
        return await ServeCommand.RunAsync(args);
}
