namespace FourRunr.Standalone.Demo;

/// <summary>The gateway did not do what the demo expects.</summary>
internal sealed class DemoException(string message) : Exception(message);
