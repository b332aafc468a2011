namespace FourRunr.WebConsole.Tools;

/// <summary>A tool in the list of all.</summary>
/// <param name="OpenBreakers">Breakers that are not closed.</param>
/// <param name="Credential">The one in use; null: none.</param>
/// <param name="Waiting">Tools of an MCP server that wait for an operator.</param>
/// <param name="Problem">Why the MCP server's list could not be had.</param>
internal sealed record ToolRow(
    string Tool, ToolKind Kind, int Actions, bool IsMock, int OpenBreakers, CredentialResponse? Credential, int Waiting, string? Problem);
