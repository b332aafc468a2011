namespace FourRunr.Hosting;

/// <summary>A setting is missing or wrong, so the service does not start. The message names the setting and the remedy, never its value.</summary>
public sealed class InvalidConfigurationException(string message) : Exception(message);
