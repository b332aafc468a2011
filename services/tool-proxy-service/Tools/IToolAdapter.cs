namespace FourRunr.ToolProxy.Tools;

/// <summary>Carries out one attempt of an action, with invented answers (mock) or with the real API.</summary>
internal interface IToolAdapter
{
    /// <summary>Whether it cannot work without the tool's credential; a mock never needs one.</summary>
    bool NeedsCredential => false;

    /// <returns>The answer, or a <see cref="ToolResult.Failure"/>; expected failures are never exceptions.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken);
}
