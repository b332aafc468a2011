using FourRunr.Hosting.Startup;
using FourRunr.WebConsole;

return await ServiceProgram.RunAsync(ConsoleService.Name, args, ConsoleService.Create);
