using FourRunr.ToolProxy.Decisions;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Pipeline;

/// <summary>An action that an agent may use now.</summary>
/// <param name="AnswersBySchema">
/// Whether all that it answers fits <see cref="ToolAction.OutputSchema"/>: there is one, and no policy filters answers to this agent. Who is
/// promised a schema refuses an answer that was filtered.
/// </param>
internal readonly record struct CallableAction(ToolAction Action, bool AnswersBySchema)
{
    public static CallableAction Of(Verdict.Allowed verdict) =>
        new(verdict.Action, verdict.Action.OutputSchema is not null && !verdict.Decision.Constraints.HasFilters);
}
