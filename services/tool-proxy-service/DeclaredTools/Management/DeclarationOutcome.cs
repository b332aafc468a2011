using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.ToolProxy.DeclaredTools.Catalog;

namespace FourRunr.ToolProxy.DeclaredTools.Management;

/// <summary>What came of declaring, changing or deleting a tool.</summary>
internal abstract record DeclarationOutcome
{
    private DeclarationOutcome()
    {
    }

    /// <param name="IsNew">There was no such tool before.</param>
    public sealed record Done(StoredDefinition Now, bool IsNew) : DeclarationOutcome;

    public sealed record Refused(ProblemResult Why) : DeclarationOutcome;

    public static Refused Unknown() => new(new ProblemResult(GatewayErrors.NotFound, "There is no such declared tool."));

    public static Refused Exists() => new(new ProblemResult(GatewayErrors.Conflict, "There is a declared tool with this name.")
    {
        HowToFix = "Choose another name, or replace the tool with PUT.",
    });

    public static Refused OfFile() => new(new ProblemResult(GatewayErrors.Conflict, "The tool is declared in a file.")
    {
        HowToFix = $"Change the file in {DefinitionFiles.Key} and restart the proxies.",
    });

    public static Refused Raced() => new(new ProblemResult(GatewayErrors.Conflict, "The tool was changed at the same moment.")
    {
        HowToFix = "Read the tool and send the change again.",
    });

    public static Refused Full() => new(new ProblemResult(GatewayErrors.Conflict, $"There are {DefinitionStore.MostTools} declared tools, the most there may be.")
    {
        HowToFix = "Delete tools that are not needed any more.",
    });
}
