using BitFaster.Caching.Lru;
using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>
/// Limits the requests without a valid credential of each address. In this process only, because it protects this process. Memory is
/// bounded; an address that was evicted starts with a full limit.
/// </summary>
internal sealed class FailureLimiter(IOptions<UnauthenticatedOptions> options, SourcePseudonyms names, TimeProvider clock)
{
    private readonly ConcurrentLru<CallerAddress, AddressFailures> _addresses = new(options.Value.Addresses);
    private readonly RateLimit _limit = new(options.Value.FailuresPerMinute, TimeSpan.FromMinutes(1), options.Value.FailureBurst);
    private readonly long _epoch = clock.GetTimestamp();

    public int Count => _addresses.Count;

    /// <summary>How long the address must wait; zero for one that may go on.</summary>
    public TimeSpan WaitOf(CallerAddress address, CredentialLocation location) =>
        _addresses.TryGet(address, out var failures) ? failures.WaitOf(location, Now()) : TimeSpan.Zero;

    public void Failed(CallerAddress address, CredentialLocation location) => Find(address).Failed(location, Now());

    public string NameOf(CallerAddress address) => Find(address).Name;

    private AddressFailures Find(CallerAddress address) => _addresses.GetOrAdd(
        address, static (address, limiter) => new AddressFailures(limiter.NameOfNew(address), limiter._limit, limiter.Now()), this);

    private string NameOfNew(CallerAddress address) => names.Of(address);

    private long Now() => (long)clock.GetElapsedTime(_epoch).TotalMilliseconds;

    private sealed class AddressFailures(string name, RateLimit limit, long now)
    {
        private readonly TokenBucket[] _buckets = [.. Enum.GetValues<CredentialLocation>().Select(_ => new TokenBucket(limit, now))];

        public string Name => name;

        public TimeSpan WaitOf(CredentialLocation location, long now)
        {
            lock (_buckets)
            {
                return _buckets[(int)location].Wait(now);
            }
        }

        public void Failed(CredentialLocation location, long now)
        {
            lock (_buckets)
            {
                _buckets[(int)location].Take(limit, now);
            }
        }
    }
}
