using System.Text.RegularExpressions;
using FluentValidation;
using FourRunr.Auth.Agents;
using FourRunr.Contracts;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Tokens;

internal static partial class TokenRules
{
    public const int MostTools = 64;
    public const int LongestReason = 256;

    /// <summary>All names together: a longer list would make a token that is too long for a header.</summary>
    public const int LongestToolList = 3000;
    public const string Wildcard = "*";

    public static readonly string[] Permissions = ["read", "write", Wildcard];

    public static bool IsTool(string? name) => name is not null && (name == Wildcard || ToolName().IsMatch(name));

    public static bool IsPermission(string? name) => name is not null && Permissions.Contains(name, StringComparer.Ordinal);

    /// <param name="tools">Each once.</param>
    public static bool CanList(IReadOnlyCollection<string?> tools) => tools.Count is >= 1 and <= MostTools && tools.Sum(tool => tool?.Length ?? 0) <= LongestToolList;

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ToolName();
}

internal sealed class IssueTokenValidator : AbstractValidator<IssueTokenRequest>
{
    public IssueTokenValidator(TimeProvider clock)
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
            .WithMessage("The end must be at least one second and at most 24 hours ahead.");
    }

    private static bool IsWithinLimits(TimeSpan life) => life >= TimeSpan.FromSeconds(1) && life <= TokenLife.Longest + TokenLife.Skew;
}

internal sealed class RevokeTokenValidator : AbstractValidator<RevokeTokenRequest>
{
    public RevokeTokenValidator() => RuleFor(request => request.Reason!).AtMostCharacters(TokenRules.LongestReason).MustBePlainText();
}
