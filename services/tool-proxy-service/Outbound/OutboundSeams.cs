using System.Net;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>All addresses of a name. The system's resolver; tests ask a name server of their own.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>A connection to exactly this address. Tests let public addresses lead to servers of their own.</summary>
internal delegate ValueTask<Stream> ConnectTo(IPEndPoint endpoint, CancellationToken cancellationToken);
