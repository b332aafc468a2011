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
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return;
        }

        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & ~OwnerOnly) != 0)
            {
                File.SetUnixFileMode(path, mode & OwnerOnly);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Owned by another user, or on a file system without modes: opening it shows whether it can be used.
        }
    }
}
