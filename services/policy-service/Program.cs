using FourRunr.Policy;

PolicyService.Create(args).Run();
