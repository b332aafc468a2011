using BitFaster.Caching.Lru;
using FourRunr.ToolProxy.Limits;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Strangers;

/// <summary>
/// How many requests without a valid credential each address has left. In this process alone: it protects this process. Memory is
/// bounded; an address that is forgotten starts anew.
/// </summary>
internal sealed class FailureLimits(IOptions<StrangerOptions> options, SourceNames names, TimeProvider clock)
{
    private readonly ConcurrentLru<CallerAddress, AddressFailures> _addresses = new(options.Value.Addresses);
    private readonly RateLimit _limit = new(options.Value.FailuresPerMinute, TimeSpan.FromMinutes(1), options.Value.FailureBurst);
    private readonly long _epoch = clock.GetTimestamp();

    public int Count => _addresses.Count;

    /// <summary>How long the address has to wait; zero for one that may go on.</summary>
    public TimeSpan WaitOf(CallerAddress address, CredentialPlace place) =>
        _addresses.TryGet(address, out var failures) ? failures.WaitOf(place, Now()) : TimeSpan.Zero;

    public void Failed(CallerAddress address, CredentialPlace place) => Find(address).Failed(place, Now());

    public string NameOf(CallerAddress address) => Find(address).Name;

    private AddressFailures Find(CallerAddress address) => _addresses.GetOrAdd(
        address, static (address, limits) => new AddressFailures(limits.NameOfNew(address), limits._limit, limits.Now()), this);

    private string NameOfNew(CallerAddress address) => names.Of(address);

    private long Now() => (long)clock.GetElapsedTime(_epoch).TotalMilliseconds;

    private sealed class AddressFailures(string name, RateLimit limit, long now)
    {
        private readonly TokenBucket[] _buckets = [.. Enumerable.Repeat(new TokenBucket(limit, now), ShownCredential.Places)];

        public string Name => name;

        public TimeSpan WaitOf(CredentialPlace place, long now)
        {
            lock (_buckets)
            {
                return _buckets[(int)place].Wait(now);
            }
        }

        public void Failed(CredentialPlace place, long now)
        {
            lock (_buckets)
            {
                _buckets[(int)place].Take(limit, now);
            }
        }
    }
}
