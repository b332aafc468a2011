namespace FourRunr.Storage;

/// <summary>Directories that hold data or secrets belong to their owner alone (0700).</summary>
public static class PrivateDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the directory, or removes the rights of others from an existing one.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (Directory.Exists(path))
        {
            Tighten(path);
            return;
        }

        // Parents are made one by one: the mode of CreateDirectory is for the last one only.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent && !Directory.Exists(parent))
        {
            Create(parent);
        }

        Directory.CreateDirectory(path, OwnerOnly);
    }

    private static void Tighten(string path)
    {
        if (OperatingSystem.IsWindows() || IsShared(path))
        {
            return;
        }

        try
        {
            var mode = File.GetUnixFileMode(path);
            // The sticky bit marks a shared directory, such as /tmp.
            if ((mode & ~OwnerOnly) != 0 && !mode.HasFlag(UnixFileMode.StickyBit))
            {
                File.SetUnixFileMode(path, mode & OwnerOnly);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Owned by another user, such as a volume that we use by its group: its files have modes of their own.
        }
    }

    /// <summary>The root of the file system: a service that runs as root could lock out everyone else.</summary>
    private static bool IsShared(string path) => Path.GetFullPath(path) == Path.GetPathRoot(Path.GetFullPath(path));
}
