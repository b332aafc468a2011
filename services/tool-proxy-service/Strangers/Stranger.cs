namespace FourRunr.ToolProxy.Strangers;

/// <summary>Marks a request as counted, so that it is counted once.</summary>
internal sealed class Stranger
{
    /// <summary>A service behind the front door answered 401: whether the credential was missing, wrong or old is in its answer.</summary>
    public const string RefusedBehind = "credential_refused";

    private static readonly Stranger Counted = new();

    public static bool IsCounted(HttpContext context) => context.Features.Get<Stranger>() is not null;

    public static void MarkCounted(HttpContext context) => context.Features.Set(Counted);
}
