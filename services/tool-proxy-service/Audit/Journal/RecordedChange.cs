namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>A change of an operator, and when this proxy put it into its journal.</summary>
internal sealed record RecordedChange(DateTimeOffset RecordedAt, OperatorChangeResponse Change);
