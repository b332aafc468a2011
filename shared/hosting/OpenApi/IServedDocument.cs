namespace FourRunr.Hosting.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>: a service's own, or the front door's, which also has those of the services behind it.</summary>
public interface IServedDocument
{
    ValueTask<DocumentCopy> GetAsync(CancellationToken cancellationToken);
}
