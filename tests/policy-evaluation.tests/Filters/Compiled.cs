using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation.Tests.Filters;

/// <summary>Filters of one policy, compiled.</summary>
internal static class Compiled
{
    public static CompiledConstraints Filters(PiiKind[]? personalData = null, string[]? block = null) => CompiledConstraints.Compile(
        [
            new PolicyConstraints
            {
                PolicyId = "pol_1",
                PolicyName = "filters",
                PolicyVersion = 1,
                Guards = personalData is null ? null : new GuardSpec { PiiFilters = personalData },
                ResponseFilters = block is null ? null : new ResponseFilterSpec { BlockPatterns = block },
            },
        ],
        "openai",
        "chat",
        []);
}
