using System.Security.Cryptography;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// Credentials in a mounted folder (<c>TOOL_CREDENTIALS_DIR</c>): the file <c>serpapi</c> is one secret, the folder <c>gmail_send</c>
/// holds several, one file each. Read whenever they are asked for; <see cref="CredentialProvider"/> remembers them for 5 seconds.
/// A file that exists but cannot be used is an error: the next source must not replace it silently.
/// </summary>
internal sealed class FileCredentials
{
    private const string Key = "TOOL_CREDENTIALS_DIR";

    /// <summary>A byte order mark, the longest secret in UTF-8, and a line end.</summary>
    private const int MostBytes = 3 + (CredentialRules.LongestSecret * 4) + 2;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string? _folder;

    private FileCredentials(string? folder) => _folder = folder;

    /// <exception cref="InvalidConfigurationException">The folder does not exist.</exception>
    public static FileCredentials Read(IConfiguration configuration)
    {
        if (configuration[Key] is not { Length: > 0 } folder)
        {
            return new FileCredentials(null);
        }

        return Directory.Exists(folder)
            ? new FileCredentials(Path.GetFullPath(folder))
            : throw new InvalidConfigurationException($"{Key} is not a folder.");
    }

    /// <summary>Tools that have a file or a folder of their own.</summary>
    /// <exception cref="CredentialUnusableException">The folder cannot be read.</exception>
    public IReadOnlyList<string> ListTools() => _folder is null ? [] : Guarded(() => Names(_folder).Where(CredentialRules.IsToolName).ToList());

    /// <param name="tool">A valid name: it becomes part of a path.</param>
    /// <exception cref="CredentialUnusableException">The credential exists, but cannot be used.</exception>
    public SourceCredential? Find(string tool)
    {
        if (_folder is null)
        {
            return null;
        }

        var path = Path.Combine(_folder, tool);
        return Guarded(() =>
        {
            // Found by listing: File.Exists also says no for a file that may not be read.
            if (!Names(_folder).Contains(tool))
            {
                return null;
            }

            return Directory.Exists(path)
                ? ReadFolder(path)
                : new SourceCredential(new Dictionary<string, string> { [ToolCredential.Single] = ReadSecret(path) });
        });
    }

    private static SourceCredential? ReadFolder(string path)
    {
        // Kubernetes replaces all files of a mounted secret at once by changing this link. It is followed once, so that no credential
        // mixes old and new files.
        var snapshot = new DirectoryInfo(Path.Combine(path, "..data")).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        var fields = Names(snapshot);
        if (fields.Count > CredentialRules.MostFields || !fields.TrueForAll(CredentialRules.IsFieldName))
        {
            throw new CredentialUnusableException("Its folder holds too many files, or one whose name is not that of a field.");
        }

        return fields.Count == 0
            ? null
            : new SourceCredential(fields.ToDictionary(field => field, field => ReadSecret(Path.Combine(snapshot, field)), StringComparer.Ordinal));
    }

    private static string ReadSecret(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[MostBytes + 1];
        try
        {
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MostBytes)
            {
                throw new CredentialUnusableException("Its file is too large.");
            }

            // Editors and `echo` end a file with a line end, and some editors begin it with a byte order mark.
            var secret = Utf8.GetString(ByteOrderMark.Skip(bytes.AsSpan(0, length))).TrimEnd('\r', '\n');
            return CredentialRules.Refuse(secret) is { } problem ? throw new CredentialUnusableException($"A secret in its file {problem}.") : secret;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The visible entries of a folder: Kubernetes keeps its links in hidden ones.</summary>
    private static List<string> Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            // Without the cause: a decoder's message quotes bytes of the file.
            throw new CredentialUnusableException($"Its file could not be read ({exception.GetType().Name}).");
        }
    }
}
