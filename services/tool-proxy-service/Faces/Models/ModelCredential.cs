using FourRunr.ToolProxy.Identity;

namespace FourRunr.ToolProxy.Faces.Models;

/// <summary>The caller's key, by either of the headers that clients of models send it in. Two different keys are none.</summary>
internal static class ModelCredential
{
    private const string ApiKeyHeader = "x-api-key";

    public static Credential Of(HttpRequest request)
    {
        var keys = request.Headers[ApiKeyHeader];
        if (keys.Count == 0)
        {
            var (bearer, missing) = BearerToken.Read(request);
            return new Credential(bearer, missing);
        }

        var (key, refusal) = keys is [{ } single] ? BearerToken.Check(single.AsMemory().Trim()) : (null, GatewayErrors.TokenInvalid);
        if (refusal is not null || request.Headers.Authorization.Count == 0)
        {
            return new Credential(key, refusal);
        }

        var (token, unreadable) = BearerToken.Read(request);
        return token is { } other && key is { } same && other.Span.SequenceEqual(same.Span)
            ? new Credential(key)
            : new Credential(null, unreadable ?? GatewayErrors.TokenInvalid);
    }
}
