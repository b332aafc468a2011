using System.Net.Sockets;
using FourRunr.Hosting.Secrets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FourRunr.Hosting.Startup;

/// <summary>Why a gateway or one of its services did not start, in one line that names what the operator can fix.</summary>
public static class StartFailure
{
    private const string ChooseAnother = "Choose another with ASPNETCORE_URLS, GATEWAY_PROXY_URL, GATEWAY_AUTH_URL or GATEWAY_POLICY_URL.";
    private const string CheckFolder = "Check GATEWAY_DATA_DIR.";

    /// <summary>Writes it to standard error. A bug is written in full, without crashing the process.</summary>
    /// <param name="who">E.g. <c>The gateway</c>.</param>
    /// <returns>The exit code.</returns>
    public static int Report(string who, Exception exception)
    {
        Console.Error.WriteLine($"{who} did not start. {Explain(exception) ?? $"This is a bug of the gateway, please report it: {exception}"}");
        return 1;
    }

    /// <returns>Null for a bug.</returns>
    public static string? Explain(Exception exception) => OneLine(Find(exception));

    private static string? Find(Exception exception) => exception switch
    {
        InvalidConfigurationException or SecretUnreadableException => exception.Message,
        OptionsValidationException options => string.Join(' ', options.Failures),
        AggregateException many => many.InnerExceptions.Select(Find).FirstOrDefault(text => text is not null),
        IOException { InnerException: AddressInUseException } bind => $"{bind.Message} {ChooseAnother}",
        SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } => "The process has no file descriptor left. Raise the limit (ulimit -n).",
        SocketException socket => $"An address cannot be listened on: {socket.Message}. {ChooseAnother}",
        StorageUnavailableException { InnerException: (NpgsqlException or SqliteException) and var cause } => Find(cause),
        StorageUnavailableException => "The database is not reachable. Check ConnectionStrings__Postgres and GATEWAY_DATA_DIR.",
        PostgresException { SqlState: var state } postgres =>
            $"Postgres refuses ({state}): {postgres.MessageText} Check ConnectionStrings__Postgres and what that user may do.",
        NpgsqlException => "Postgres is not reachable. Check the Host and Port of ConnectionStrings__Postgres, and whether it runs.",
        ArgumentOutOfRangeException { ParamName: "port" } => $"The port of an address to listen on is none. {ChooseAnother}",
        SqliteException sqlite => $"SQLite cannot use its file: {sqlite.Message.TrimEnd('.')}. {CheckFolder}",
        // The binder's message quotes what the operator wrote.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => exception.Message,
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } => $"{exception.Message} {ChooseAnother}",
        FormatException { Source: "Microsoft.AspNetCore.Http" or "Microsoft.AspNetCore.Server.Kestrel.Core" } => $"{exception.Message} {ChooseAnother}",
        InvalidDataException => $"{exception.Message} {exception.InnerException?.Message}",
        IOException or UnauthorizedAccessException => $"{exception.Message.TrimEnd('.')}. {CheckFolder}",
        { InnerException: { } cause } => Find(cause),
        _ => null,
    };

    private static string? OneLine(string? text) =>
        text is null ? null : string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
