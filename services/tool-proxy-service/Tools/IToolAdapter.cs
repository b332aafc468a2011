using System.Text.Json;

namespace FourRunr.ToolProxy.Tools;

/// <summary>Carries an action out: one implementation invents answers (mock), others speak to the real API.</summary>
internal interface IToolAdapter
{
    /// <param name="parameters">Validated parameters, a JSON object.</param>
    Task<ToolResult> CallAsync(ToolAction action, JsonElement parameters, CancellationToken cancellationToken);
}
