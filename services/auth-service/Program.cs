using FourRunr.Auth;

AuthService.Create(args).Run();
