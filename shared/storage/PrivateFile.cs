namespace FourRunr.Storage;

/// <summary>Files that hold data or secrets are their owner's alone (0600), also those that another tool made.</summary>
public static class PrivateFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Makes the file empty if there is none, so that it has its mode before anything opens it.
    /// </summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Prepare(string path)
    {
        if (File.Exists(path))
        {
            Tighten(path);
            return;
        }

        try
        {
            using var file = new FileStream(path, CreateNew());
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster and made it the same way.
        }
    }

    /// <summary>Options of a new file with that mode.</summary>
    public static FileStreamOptions CreateNew()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    /// <summary>Removes the rights of others from an existing file, if this user owns it.</summary>
    public static void Tighten(string path)
    {
        if (File.Exists(path))
        {
            Tighten(path, OwnerOnly);
        }
    }

    /// <param name="ownerOnly">The rights that may stay.</param>
    internal static void Tighten(string path, UnixFileMode ownerOnly)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            var mode = File.GetUnixFileMode(path);
            // The sticky bit marks a shared directory, such as /tmp.
            if ((mode & ~ownerOnly) != 0 && !(mode.HasFlag(UnixFileMode.StickyBit) && Directory.Exists(path)))
            {
                File.SetUnixFileMode(path, mode & ownerOnly);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Owned by another user, such as a volume that we use by its group, or on a file system without modes: opening files shows
            // whether they can be used.
        }
    }
}

/// <summary>Directories that hold data or secrets belong to their owner alone (0700).</summary>
public static class PrivateDirectory
{
    private const UnixFileMode OwnerOnly = PrivateFile.OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Makes the directory, or removes the rights of others from an existing one.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        var full = Path.GetFullPath(path);
        if (Directory.Exists(path))
        {
            // Not the root of the file system: a service that runs as root could lock out everyone else.
            if (full != Path.GetPathRoot(full))
            {
                PrivateFile.Tighten(path, OwnerOnly);
            }

            return;
        }

        // Parents are made one by one: the mode of CreateDirectory is for the last one only.
        if (Path.GetDirectoryName(full) is { } parent && !Directory.Exists(parent))
        {
            Create(parent);
        }

        Directory.CreateDirectory(path, OwnerOnly);
    }
}
