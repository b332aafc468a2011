using FluentValidation;
using FourRunr.Contracts;

namespace FourRunr.Policy.Policies;

internal sealed class RateLimitSpecValidator : AbstractValidator<RateLimitSpec>
{
    private const int Most = 1_000_000;

    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(31);

    public RateLimitSpecValidator()
    {
        RuleFor(limit => limit.Requests).InclusiveBetween(1, Most).WithMessage("must be from 1 to 1000000");
        RuleFor(limit => limit.Burst).InclusiveBetween(1, Most).WithMessage("must be from 1 to 1000000");
        RuleFor(limit => limit.Per)
            .Must(text => GatewayDuration.TryParse(text, out var per) && per >= ShortestPeriod && per <= LongestPeriod)
            .WithMessage("must be a whole number and one of s, m, h, d, such as '1s'; from 1s to 31d");
    }
}
