using FourRunr.Hosting.Secrets;
using FourRunr.Storage;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Storage;

/// <summary>What lies in the data folder is its owner's alone, also where it lay open before.</summary>
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;
    private const UnixFileMode Open = OwnersFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode OpenFolder = OwnersFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly TemporaryDirectory _directory = new();

    private string Data => Path.Combine(_directory.Path, "data");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SqliteDatabase_FilesAndFolder_AreTheOwnersAlone(bool layOpen)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        var file = Path.Combine(Data, "x.db");
        if (layOpen)
        {
            await using (var before = new SqliteDatabase(file))
            {
                await WriteAsync(before);
            }

            SetMode(Data, OpenFolder);
            SetMode(file, Open);
            await File.WriteAllTextAsync(file + "-wal", "");
            SetMode(file + "-wal", Open);
        }

        await using var database = new SqliteDatabase(file);
        await WriteAsync(database);

        Assert.Equal(OwnersFolder, ModeOf(Data));
        var files = Directory.GetFiles(Data);
        Assert.Equal(3, files.Length);
        Assert.All(files, found => Assert.Equal(OwnersFile, ModeOf(found)));
    }

    [Fact]
    public void SecretFile_ThatLiesOpen_IsClosed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        var file = Path.Combine(Data, "secrets", "kek");
        var secret = SecretFile.ReadOrCreate(file, () => "once");
        SetMode(file, Open);
        SetMode(Path.GetDirectoryName(file)!, OpenFolder);

        Assert.Equal(secret, SecretFile.ReadOrCreate(file, () => "twice"));
        Assert.Equal((OwnersFile, OwnersFolder), (ModeOf(file), ModeOf(Path.GetDirectoryName(file)!)));
    }

    [Fact]
    public void PrivateDirectory_ThatIsForMany_IsLeftAsItIs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        var shared = UnixFileMode.StickyBit | OpenFolder | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
        Directory.CreateDirectory(Data);
        SetMode(Data, shared);

        PrivateDirectory.Create(Data);

        Assert.Equal(shared, ModeOf(Data));
    }

    public void Dispose() => _directory.Dispose();

    private static Task<int> WriteAsync(SqliteDatabase database) => database.WriteAsync(
        async transaction =>
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "CREATE TABLE IF NOT EXISTS t (x INTEGER); INSERT INTO t VALUES (1)";
            return await command.ExecuteNonQueryAsync();
        },
        TestContext.Current.CancellationToken);

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
