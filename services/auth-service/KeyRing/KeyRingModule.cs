using FourRunr.Hosting.Background;

namespace FourRunr.Auth.KeyRing;

internal static class KeyRingModule
{
    public static void AddKeyRing(this IServiceCollection services)
    {
        services.AddSingleton<KeyMaterial>();
        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<SigningKeyRing>();
        services.AddSingleton<KeyRewrapper>();
        services.AddRefresher<SigningKeyRing>(InvalidationSubjects.KeyRing, "signing keys", (ring, token) => ring.RefreshAsync(token));
    }

    public static void MapKeyRing(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/v1/keys").WithTags("Signing keys");
        ListKeysEndpoint.Map(keys);
        RotateKeysEndpoint.Map(keys);
        RewrapKeysEndpoint.Map(keys);
    }
}
