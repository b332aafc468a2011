using FourRunr.Testing.ModelProvider;

// The one argument is where it listens; until it is told to stop.
await using var provider = await TestModelProvider.StartAsync(new Uri(args[0]));
await provider.StoppedAsync();
