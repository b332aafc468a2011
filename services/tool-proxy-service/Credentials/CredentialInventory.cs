namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// Lists the credentials of all sources, and which ones calls use. Files and variables are those of the replica that answers.
/// </summary>
internal sealed partial class CredentialInventory(
    CredentialStore store, FileCredentials files, EnvironmentCredentials environment, ILogger<CredentialInventory> log)
{
    /// <param name="tool">Null for all.</param>
    public async Task<IReadOnlyList<CredentialResponse>> ListAsync(string? tool, CancellationToken cancellationToken)
    {
        var versions = (await store.ListAsync(tool, cancellationToken)).Select(row => row.ToResponse()).ToLookup(version => version.Tool);
        var tools = versions.Select(group => group.Key)
            .Concat(ToolsWithFiles())
            .Concat(environment.Tools)
            .Where(name => tool is null || name == tool)
            .Distinct()
            .Order(StringComparer.Ordinal);
        return [.. tools.SelectMany(name => Describe(name, [.. versions[name]]))];
    }

    private IReadOnlyList<string> ToolsWithFiles()
    {
        try
        {
            return files.ListTools();
        }
        catch (CredentialUnusableException exception)
        {
            // Which tools have files is not known: the other credentials are listed, each with a file that cannot be used.
            Log.FolderUnusable(log, exception.Message);
            return [];
        }
    }

    private List<CredentialResponse> Describe(string tool, List<CredentialResponse> found)
    {
        var isTaken = found.Exists(version => version.State == CredentialState.Active);
        if (Fields(() => files.Find(tool)) is { } inFile)
        {
            found.Add(Other(CredentialSource.File, inFile));
        }

        if (Fields(() => environment.Find(tool)) is { } inEnvironment)
        {
            found.Add(Other(CredentialSource.Environment, inEnvironment));
        }

        return found;

        CredentialResponse Other(CredentialSource source, IReadOnlyList<string> fields)
        {
            var state = isTaken ? CredentialState.Inactive : CredentialState.Active;
            isTaken = true;
            return new CredentialResponse { Tool = tool, State = state, Source = source, Fields = fields };
        }
    }

    private static List<string>? Fields(Func<SourceCredential?> find)
    {
        try
        {
            return find()?.Secrets.Keys.Order(StringComparer.Ordinal).ToList();
        }
        catch (CredentialUnusableException)
        {
            // Listed without fields, because calls fail because of it.
            return [];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The folder of the tools' credentials cannot be used. {Reason}")]
        public static partial void FolderUnusable(ILogger logger, string reason);
    }
}
