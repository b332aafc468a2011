using FourRunr.Storage;

namespace FourRunr.Cli.Profiles;

/// <summary>Keeps profiles in <c>profiles.json</c>, which only its owner can read.</summary>
internal sealed class ProfileStore(string folder)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary><c>~/.config/4runr</c>, or below <c>XDG_CONFIG_HOME</c>.</summary>
    public static string DefaultFolder => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "4runr");

    public string File { get; } = Path.Combine(folder, "profiles.json");

    public Profile? Find(string name) => Read().Profiles.GetValueOrDefault(name);

    public void Save(string name, Profile profile)
    {
        var profiles = Read();
        profiles.Profiles[name] = profile;
        PrivateDirectory.Create(folder);
        // The file is whole at every moment, and never readable by others.
        var draft = Path.Combine(folder, $".{Guid.NewGuid():N}");
        WriteNew(draft, JsonSerializer.Serialize(profiles, Json));
        System.IO.File.Move(draft, File, overwrite: true);
    }

    /// <summary>Writes a file that is not there yet, for its owner alone.</summary>
    public static void WriteNew(string path, string text)
    {
        using var writer = new StreamWriter(path, PrivateFile.CreateNew());
        writer.Write(text);
    }

    private ProfileFile Read()
    {
        if (!System.IO.File.Exists(File))
        {
            return new ProfileFile([]);
        }

        try
        {
            var read = JsonSerializer.Deserialize<ProfileFile>(System.IO.File.ReadAllText(File), Json);
            return read is { Profiles: not null } ? read : throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw CliException.Failed($"{File} is not readable as profiles. Mend or delete it.", exception);
        }
    }

    private sealed record ProfileFile(Dictionary<string, Profile> Profiles);
}
