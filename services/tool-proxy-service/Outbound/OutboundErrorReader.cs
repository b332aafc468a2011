namespace FourRunr.ToolProxy.Outbound;

/// <summary>Maps exceptions of the HTTP handler to failures. Their messages contain addresses, so none is passed on.</summary>
internal static class OutboundErrorReader
{
    public const string NoWholeAnswer = "The connection broke off before the answer was complete.";

    /// <returns>Null for an exception that is not a connection fault.</returns>
    public static OutboundResult.Failure? Of(Exception exception) => exception switch
    {
        _ when Inner<ConnectException>(exception) is { } connect =>
            new OutboundResult.Failure(connect.Fault, connect.Message) { IsTransient = connect.IsTransient },
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            Unreachable("No secure connection could be made: the certificate or the protocol is not acceptable."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Unreachable("No connection could be made."),
        // The handler's own limit for connecting, TLS included.
        OperationCanceledException { InnerException: TimeoutException } => Unreachable("No connection could be made in time."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            new OutboundResult.Failure(OutboundError.TooLarge, "The headers of the answer are too large."),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => BrokenOff("The answer is not HTTP."),
        HttpRequestException or IOException => BrokenOff(NoWholeAnswer),
        InvalidDataException => BrokenOff("The answer could not be decompressed."),
        _ => null,
    };

    public static OutboundResult.Failure TooLarge(int maxBytes) => new(
        OutboundError.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The answer is larger than {maxBytes} bytes."));

    private static OutboundResult.Failure Unreachable(string detail) => new(OutboundError.Unreachable, detail) { IsTransient = true };

    private static OutboundResult.Failure BrokenOff(string detail) => new(OutboundError.BrokenOff, detail) { IsTransient = true };

    private static T? Inner<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
        {
            exception = exception.InnerException;
        }

        return (T?)exception;
    }
}
