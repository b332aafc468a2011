namespace FourRunr.Invalidation;

internal sealed class Subscription(Action end) : IDisposable
{
    public void Dispose() => end();
}
