using System.CommandLine;

namespace FourRunr.Cli;

/// <summary>Options that every command has.</summary>
internal sealed class GlobalOptions
{
    public Option<string> Profile { get; } = new("--profile")
    {
        Description = "The profile to use.",
        HelpName = "name",
        DefaultValueFactory = _ => "default",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the JSON that the gateway answers.", Recursive = true };

    public void AddTo(Command root)
    {
        root.Add(Profile);
        root.Add(Json);
    }
}
