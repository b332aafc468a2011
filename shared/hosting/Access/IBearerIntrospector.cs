namespace FourRunr.Hosting.Access;

/// <summary>
/// Says who holds an operator key or agent token. Auth-service looks it up; the other services ask auth-service and
/// remember the answer for a bounded time.
/// </summary>
public interface IBearerIntrospector
{
    /// <exception cref="Errors.DependencyUnavailableException">It cannot be found out now: answer 503, never 401.</exception>
    ValueTask<IntrospectionResponse> IntrospectAsync(ReadOnlyMemory<char> token, CancellationToken cancellationToken);
}
