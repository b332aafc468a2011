namespace FourRunr.ToolProxy.Outbound;

/// <summary>Carries out of the HTTP handler why there is no connection. Its message is for the caller.</summary>
internal sealed class ConnectException(OutboundError fault, string message) : Exception(message)
{
    public OutboundError Fault { get; } = fault;

    public bool IsTransient { get; init; }
}
