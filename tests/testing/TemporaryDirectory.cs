namespace FourRunr.Testing;

/// <summary>An empty directory that goes away with the test.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("4runr-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
