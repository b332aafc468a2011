using FourRunr.Hosting.Access;
using FourRunr.Hosting.Caching;
using FourRunr.Hosting.Resilience;

namespace FourRunr.Hosting.Identity;

/// <summary>Asks auth-service who holds a token (RFC 7662) and caches active answers under the SHA-256 of the token.</summary>
internal sealed class RemoteIntrospector(
    [FromKeyedServices(DependencyModule.AuthService)] DependencyClient authService,
    AnswerCache<IntrospectionResponse> cache,
    KnownCredentials known) : IBearerIntrospector
{
    public ValueTask<IntrospectionResponse> IntrospectAsync(ReadOnlyMemory<char> token, CancellationToken cancellationToken) =>
        cache.GetAsync(
            KnownCredentials.KeyOf(token.Span), allowStale: true, (Introspector: this, token), static (question, ask) => question.Introspector.AskAsync(question.token, ask), cancellationToken);

    private async Task<CacheableAnswer<IntrospectionResponse>> AskAsync(ReadOnlyMemory<char> token, CancellationToken cancellationToken)
    {
        var answer = await authService.PostAsync<IntrospectionResponse>(
            "/oauth2/introspect",
            () => new FormUrlEncodedContent([new("token", token.ToString())]),
            cancellationToken);
        known.Learn(token.Span, isGood: answer.Active);
        // Refusals are not cached: many forged tokens would evict good answers.
        return answer.Active
            ? new(answer, SubjectsOf(answer), answer.Exp is { } exp ? DateTimeOffset.FromUnixTimeSeconds(exp) : null)
            : new(answer, [], Keep: false);
    }

    private static string[] SubjectsOf(IntrospectionResponse answer) => answer.Kind switch
    {
        PrincipalKind.Agent =>
        [
            InvalidationSubjects.Token(answer.Jti!), InvalidationSubjects.Agent(answer.Sub!),
            InvalidationSubjects.Role(answer.Role!), InvalidationSubjects.AllTokens,
        ],
        _ => [InvalidationSubjects.Operator(answer.Sub!)],
    };
}
