namespace FourRunr.Testing;

/// <summary>What a service stands on; storage and limiter tests run on both.</summary>
public enum Backend
{
    /// <summary>SQLite and in-process state.</summary>
    Embedded,

    /// <summary>Real Postgres and Redis.</summary>
    Cluster,
}
