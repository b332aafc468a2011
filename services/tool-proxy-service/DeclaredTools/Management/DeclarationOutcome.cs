using FourRunr.ToolProxy.DeclaredTools.Catalog;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

/// <summary>The outcome of declaring, changing or deleting a tool.</summary>
internal abstract record DeclarationOutcome
{
    private DeclarationOutcome()
    {
    }

    /// <param name="Newest">The version that is now the newest.</param>
    /// <param name="IsNew">Whether the tool did not exist before.</param>
    public sealed record Done(StoredDefinition Newest, bool IsNew) : DeclarationOutcome;

    public sealed record Refused(ProblemResult Problem) : DeclarationOutcome;

    public static Refused NotFound() => new(new ProblemResult(GatewayErrors.NotFound, "The declared tool does not exist."));

    public static Refused NameTaken() => new(new ProblemResult(GatewayErrors.Conflict, "A declared tool with this name already exists.")
    {
        HowToFix = "Choose another name, or replace the tool with PUT.",
    });

    public static Refused DeclaredInFile() => new(new ProblemResult(GatewayErrors.Conflict, "The tool is declared in a file.")
    {
        HowToFix = $"Change the file in {DefinitionFiles.Key} and restart the gateway.",
    });

    public static Refused ChangedMeanwhile() => new(new ProblemResult(GatewayErrors.Conflict, "The tool was changed at the same time.")
    {
        HowToFix = "Read the tool and send the change again.",
    });

    /// <param name="current">Null: there is no such tool.</param>
    public static Refused VersionMismatch(int? current) => new(new ProblemResult(
        GatewayErrors.PreconditionFailed,
        current is { } version ? $"The tool is at version {version}, which If-Match does not name." : "There is no such tool, so If-Match names none of its versions."));

    public static Refused TooManyTools() => new(new ProblemResult(GatewayErrors.Conflict, $"There are already {DefinitionStore.MaxTools} declared tools, which is the maximum.")
    {
        HowToFix = "Delete tools that are no longer needed.",
    });
}
