using FourRunr.Storage;

namespace FourRunr.Hosting.Secrets;

/// <summary>A secret in a file that only its owner can read (0600, in a directory of 0700).</summary>
public static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the file, or makes it. When several processes start at once, all end with the same secret.</summary>
    public static string ReadOrCreate(string path, Func<string> make)
    {
        PrivateDirectory.Create(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            // Written whole under another name and linked into place: nobody ever reads half a secret.
            var draft = $"{path}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (var writer = new StreamWriter(draft, options))
            {
                writer.Write(make());
            }

            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }

        var secret = File.ReadAllText(path).Trim();
        return secret.Length > 0
            ? secret
            : throw new InvalidConfigurationException($"The secret file {path} is empty. Restore it, or delete it to have a new one made.");
    }
}
