namespace FourRunr.Storage;

/// <summary>Files that hold data or secrets are their owner's alone (0600), also those that another tool made.</summary>
public static class PrivateFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Makes the file empty if there is none, so that whoever opens it next finds its mode set; nobody can read it in between.
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
            // Another process was quicker, and made it the same way.
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

    /// <summary>Takes away what others may do with an existing file, if there is one and it is ours.</summary>
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
            // Somebody else's file, or a file system without modes: what we may do with it shows when it is opened.
        }
    }
}
