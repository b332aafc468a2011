namespace FourRunr.Storage;

/// <summary>The database cannot be reached or did not answer in time. Callers answer 503, never 401 or 500.</summary>
public sealed class StorageUnavailableException(Exception cause) : Exception("The database is not available.", cause);
