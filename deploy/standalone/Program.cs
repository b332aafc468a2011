using FourRunr.Standalone;
using FourRunr.Standalone.Audit;
using FourRunr.Standalone.Demo;

return args switch
{
    ["demo", .. var rest] => await DemoCommand.RunAsync(rest),
    ["verify-audit", .. var rest] => await VerifyAuditCommand.RunAsync(rest),
    _ => await ServeCommand.RunAsync(args),
};
