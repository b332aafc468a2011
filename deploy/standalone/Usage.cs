namespace FourRunr.Standalone;

/// <summary>What <c>--help</c> says.</summary>
internal static class Usage
{
    public static string Text => $"""
        4Runr Gateway {GatewayVersion.Current}: a gateway between AI agents and the tools they use, all services in one process.

        usage: FourRunr.Standalone [COMMAND] [--NAME=value]…

          (no command)            run the gateway until Ctrl+C
          demo                    show what it does, on temporary data and ports of its own
          verify-audit EXPORT     check an export of the audit trail; [--key PUBLIC_KEY.pem]… whose checkpoints count
          --help, --version

        Settings are environment variables (NAME=value) or arguments, which win. Those most used:

          GATEWAY_DATA_DIR        where data and secrets lie                   .data where you stand
          GATEWAY_PROXY_URL       where the front door listens                 http://127.0.0.1:8080
          GATEWAY_AUTH_URL        where auth-service listens                   http://127.0.0.1:8081
          GATEWAY_POLICY_URL      where policy-service listens                 http://127.0.0.1:8082
          UPSTREAM_MODE           mock: made-up answers of tools; live: their real APIs

        docs/reference/configuration.md lists all of them.

        exit code: 0 stopped or done, 1 not started or failed, 2 wrong command line
        """;
}
