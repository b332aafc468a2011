using FourRunr.ToolProxy;

ToolProxyService.Create(args).Run();
