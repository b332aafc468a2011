using FourRunr.Cli;

return await CommandLineTool.RunAsync(args, CliContext.OfThisProcess());
