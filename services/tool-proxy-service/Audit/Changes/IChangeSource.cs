namespace FourRunr.ToolProxy.Audit.Changes;

/// <summary>Where changes wait for the audit trail.</summary>
internal interface IChangeSource
{
    /// <summary>The service, e.g. <c>auth-service</c>.</summary>
    string Name { get; }

    /// <summary>Takes changes, the oldest first, which nobody else gets for 30 s. What was not acknowledged is given again.</summary>
    /// <param name="writer">Whose journal they are taken into.</param>
    /// <exception cref="DependencyUnavailableException">The service is not available.</exception>
    /// <exception cref="Storage.StorageUnavailableException">The own database is not available.</exception>
    Task<IReadOnlyList<OperatorChangeResponse>> ClaimAsync(string writer, int limit, CancellationToken cancellationToken);

    /// <summary>They are in the journal: the service may forget them.</summary>
    /// <inheritdoc cref="ClaimAsync"/>
    Task AcknowledgeAsync(IReadOnlyList<string> changeIds, CancellationToken cancellationToken);
}
