using FourRunr.Testing;

namespace FourRunr.Docs.Tests.Running;

/// <summary>
/// Where the reader of a page stands: a fresh copy of the repository's root, made of links, in which <c>.data/</c> and what the
/// commands write is new. <c>dotnet</c> builds nothing there, since the tests have built everything; <c>curl</c> tells each status.
/// </summary>
internal sealed class ReaderFolder : IDisposable
{
    /// <summary>Written by <c>curl</c> to its error stream for every answer, before the status.</summary>
    public const string StatusMark = "@status ";

    private static readonly string[] NotThere = [".git", ".data", "bin", "obj", "TestResults", "artifacts"];

    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name;

    private static readonly string DotnetShim = $$"""
        #!/usr/bin/env bash
        set -euo pipefail
        real=$(PATH=${PATH#*:} command -v dotnet) root='{{Repository.Root}}' configuration={{Configuration}}
        command=${1:-} project=
        if [[ $command != run && $command != test ]]; then exec "$real" "$@"; fi
        shift
        before=()
        while [[ $# -gt 0 && $1 != -- ]]; do
          if [[ $1 == --project ]]; then project=$2; shift 2; else before+=("$1"); shift; fi
        done
        # As `dotnet run` would start it, without the second that it takes to find out that nothing has changed.
        if [[ $command == run && $project == deploy/standalone ]]; then
          if [[ $# -gt 0 ]]; then shift; fi
          exec "$real" "$root/$project/bin/$configuration/net10.0/FourRunr.Standalone.dll" "$@"
        fi
        exec "$real" "$command" --no-build --configuration "$configuration" --project "$root/$project" "${before[@]}" "$@"
        """;

    private const string CurlShim = """
        #!/usr/bin/env bash
        PATH=${PATH#*:} exec curl --write-out '%{stderr}\n@status %{http_code} %{url_effective}\n' "$@"
        """;

    private readonly TemporaryDirectory _directory = new();

    public ReaderFolder()
    {
        Directory.CreateDirectory(Path);
        Directory.CreateDirectory(Programs);
        foreach (var entry in Directory.EnumerateFileSystemEntries(Repository.Root).Where(entry => !NotThere.Contains(System.IO.Path.GetFileName(entry))))
        {
            File.CreateSymbolicLink(System.IO.Path.Combine(Path, System.IO.Path.GetFileName(entry)), entry);
        }

        Install("dotnet", DotnetShim);
        Install("curl", CurlShim);
    }

    public string Path => System.IO.Path.Combine(_directory.Path, "reader");

    /// <summary>Goes before all others in <c>PATH</c>.</summary>
    public string Programs => System.IO.Path.Combine(_directory.Path, "programs");

    /// <summary>A file beside the reader's folder.</summary>
    public string Beside(string name) => System.IO.Path.Combine(_directory.Path, name);

    public void Dispose() => _directory.Dispose();

    private void Install(string name, string script)
    {
        var file = System.IO.Path.Combine(Programs, name);
        File.WriteAllText(file, script.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
