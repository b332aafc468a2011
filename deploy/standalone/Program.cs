using FourRunr.Standalone;
using FourRunr.Standalone.Demo;

return args is ["demo", .. var rest]
    ? await DemoCommand.RunAsync(rest)
    : await ServeCommand.RunAsync(args);
