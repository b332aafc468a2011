namespace FourRunr.Standalone.Demo;

/// <summary>The gateway did not do what the story says.</summary>
internal sealed class DemoException(string message) : Exception(message);
