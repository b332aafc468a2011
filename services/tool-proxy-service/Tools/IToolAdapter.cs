namespace FourRunr.ToolProxy.Tools;

/// <summary>Carries an action out, one attempt: one implementation invents answers (mock), others speak to the real API.</summary>
internal interface IToolAdapter
{
    /// <summary>Whether it cannot work without the tool's credential; a mock never needs one.</summary>
    bool NeedsCredential => false;

    /// <returns>What came of it. What is foreseeable is a <see cref="ToolResult.Failure"/>, never an exception.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken);
}
