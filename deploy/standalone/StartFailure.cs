using System.Net.Sockets;
using FourRunr.Hosting;
using FourRunr.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace FourRunr.Standalone;

/// <summary>Why the gateway did not start, in one line, when it is something its operator can mend.</summary>
internal static class StartFailure
{
    private const string ChooseAnother = "Choose another with GATEWAY_PROXY_URL, GATEWAY_AUTH_URL or GATEWAY_POLICY_URL.";

    /// <returns>Null for what only a developer can mend.</returns>
    public static string? Explain(Exception exception) => exception switch
    {
        InvalidConfigurationException configuration => configuration.Message,
        OptionsValidationException options => string.Join(' ', options.Failures),
        IOException { InnerException: AddressInUseException } bind => $"{bind.Message} {ChooseAnother}",
        SocketException socket => $"An address cannot be listened on: {socket.Message}. {ChooseAnother}",
        StorageUnavailableException => "The database is not reachable. Check ConnectionStrings__Postgres and GATEWAY_DATA_DIR.",
        IOException or UnauthorizedAccessException => $"{exception.Message} Check GATEWAY_DATA_DIR.",
        _ => null,
    };
}
