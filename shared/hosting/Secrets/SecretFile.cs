using System.Runtime.InteropServices;

namespace FourRunr.Hosting.Secrets;

/// <summary>A secret in a file that only its owner can read (0600, in a directory of 0700).</summary>
public static class SecretFile
{
    /// <summary>Reads the file, or makes it. When several services start at once, all end with the same secret.</summary>
    public static string ReadOrCreate(string path, Func<string> make)
    {
        PrivateDirectory.Create(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            // Written under another name and then put in place, so that nobody reads a part of a secret.
            var draft = $"{path}.{Guid.NewGuid():N}";
            using (var writer = new StreamWriter(draft, PrivateFile.CreateNew()))
            {
                writer.Write(make());
            }

            PutInPlace(draft, path);
        }

        PrivateFile.Tighten(path);
        var secret = File.ReadAllText(path).Trim();
        return secret.Length > 0
            ? secret
            : throw new InvalidConfigurationException($"The secret file {path} is empty. Restore it, or delete it to have a new one made.");
    }

    /// <summary>
    /// The first file stays. On Unix <see cref="File.Move(string, string)"/> checks for a file and then replaces it, so that the
    /// second of two processes could replace what the first has read; a link never replaces a file.
    /// </summary>
    private static void PutInPlace(string draft, string path)
    {
        if (!OperatingSystem.IsWindows() && (Link(draft, path) == 0 || File.Exists(path)))
        {
            File.Delete(draft);
            return;
        }

        // Windows, whose move never replaces, or a file system without links.
        try
        {
            File.Move(draft, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    [DllImport("libc", EntryPoint = "link"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
