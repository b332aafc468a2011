using FluentValidation;

namespace FourRunr.Auth.Tokens;

internal sealed class IssueTokenRequestValidator : AbstractValidator<IssueTokenRequest>
{
    public IssueTokenRequestValidator(TimeProvider clock)
    {
        RuleFor(request => request.Tools).Must(TokenRules.CanList)
            .WithMessage($"Name 1 to {TokenRules.MostTools} tools, with {TokenRules.LongestToolList} characters at most.");
        RuleForEach(request => request.Tools).Must(TokenRules.IsTool)
            .WithMessage("A tool is 1 to 64 of a-z 0-9 _ and begins with a letter, or is '*'.");
        RuleFor(request => request.Permissions).Must(permissions => permissions.Count is >= 1 and <= 3)
            .WithMessage("Name 1 to 3 permissions.");
        RuleForEach(request => request.Permissions).Must(TokenRules.IsPermission).WithMessage("A permission is 'read', 'write' or '*'.");
        RuleFor(request => request.TtlSeconds).InclusiveBetween(1, TokenLife.LongestSeconds);
        RuleFor(request => request.ExpiresAt)
            .Null().When(request => request.TtlSeconds is not null, ApplyConditionTo.CurrentValidator)
            .WithMessage("Send ttl_seconds or expires_at, not both.")
            .Must(end => end is not { } moment || IsWithinLimits(moment - clock.GetUtcNow()))
            .WithMessage("expires_at must be at least one second and at most 24 hours ahead.");
    }

    private static bool IsWithinLimits(TimeSpan life) => life >= TimeSpan.FromSeconds(1) && life <= TokenLife.Longest + TokenLife.Skew;
}
