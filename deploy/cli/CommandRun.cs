using System.CommandLine;
using System.Text.Encodings.Web;
using FourRunr.Cli.Gateway;
using FourRunr.Cli.Profiles;

namespace FourRunr.Cli;

/// <summary>One run of a command: what it was given, whom it speaks to, and where it prints.</summary>
internal sealed class CommandRun(ParseResult parsed, CliContext context, GlobalOptions options, CancellationToken cancellationToken)
{
    // Terminals and pipes are no HTML.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public CliContext Context => context;

    public CancellationToken CancellationToken => cancellationToken;

    public bool Json => parsed.GetValue(options.Json);

    public string ProfileName => parsed.GetValue(options.Profile)!;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    public Profile Profile() => context.Profiles.Find(ProfileName) ?? throw CliException.Usage(
        $"There is no profile '{ProfileName}'. Make one: 4runr login <url>{(ProfileName == "default" ? "" : $" --profile {ProfileName}")}");

    /// <summary>A client with the operator's key.</summary>
    public GatewayClient Operator()
    {
        var profile = Profile();
        var key = profile.OperatorKey ?? throw CliException.Usage($"The profile '{ProfileName}' has no operator key. Store one: 4runr login {profile.Url}");
        return new GatewayClient(profile.Url, key);
    }

    public void Print(JsonNode? json, bool indented = true) => context.Out.WriteLine(json is null ? "null" : json.ToJsonString(indented ? Readable : OneLine));

    /// <summary>The JSON if it was asked for, else what <paramref name="print"/> prints of it.</summary>
    public int Answer(JsonNode json, Action<TextWriter> print)
    {
        if (Json)
        {
            Print(json);
        }
        else
        {
            print(context.Out);
        }

        return ExitCode.Ok;
    }

    /// <summary>Asks for a yes, unless it was given.</summary>
    public async Task ConfirmAsync(string question, bool isGiven)
    {
        if (isGiven)
        {
            return;
        }

        if (!context.IsInteractive)
        {
            throw CliException.Usage($"{question} Nobody can be asked here: say --yes.");
        }

        await context.Error.WriteAsync($"{question} [y/N] ");
        var answer = await context.In.ReadLineAsync(cancellationToken);
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
        {
            throw CliException.Failed("Nothing was done.");
        }
    }

    /// <param name="file">A path; <c>-</c> for standard input.</param>
    public async Task<string> ReadAsync(string file)
    {
        try
        {
            return file == "-" ? await context.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CliException.Failed($"{file} cannot be read. {exception.Message}", exception);
        }
    }

    /// <summary>A JSON object that was typed or, as <c>-</c>, comes from standard input.</summary>
    public async Task<JsonObject> ReadObjectAsync(string? text)
    {
        try
        {
            return text is null ? [] : JsonNode.Parse(text == "-" ? await ReadAsync(text) : text) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new CliException(ExitCode.WrongUsage, "The parameters are not one JSON object.", exception);
        }
    }
}
