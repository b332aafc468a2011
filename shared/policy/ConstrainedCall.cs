namespace FourRunr.PolicyEvaluation;

/// <summary>What constraints are checked against.</summary>
/// <param name="Parameters">The call's validated parameters, a JSON object.</param>
/// <param name="RequestBytes">Size of the request body.</param>
/// <param name="Now">The moment at which schedules are checked.</param>
/// <param name="Model">The model that is asked for; null for a call that asks for none.</param>
public readonly record struct ConstrainedCall(JsonElement Parameters, long RequestBytes, DateTimeOffset Now, string? Model = null);
