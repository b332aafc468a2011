using FourRunr.Hosting;
using FourRunr.WebConsole.Sessions;
using Microsoft.AspNetCore.Components;

namespace FourRunr.WebConsole.Gateway;

/// <summary>How agents reach the gateway: by the name that the operator's browser reaches it by.</summary>
internal sealed class GatewayAddress(GatewaySettings settings, NavigationManager navigation)
{
    /// <summary>The front door, without a slash at the end.</summary>
    public string FrontDoor
    {
        get
        {
            var page = new Uri(navigation.BaseUri);
            if (page.Authority == settings.ConsoleUrl.Authority)
            {
                // The browser is at the console's own port.
                return settings.ProxyUrl.ToString().TrimEnd('/');
            }

            // TLS ends before the gateway; nobody is signed in over plain HTTP from elsewhere.
            return $"{(LoopbackHost.Is(new HostString(page.Authority)) ? page.Scheme : Uri.UriSchemeHttps)}://{page.Authority}";
        }
    }
}
