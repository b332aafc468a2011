using System.Text.RegularExpressions;
using FluentValidation;

namespace FourRunr.ToolProxy.Credentials;

/// <summary>The rules for credentials of all sources. No message repeats the input.</summary>
internal static partial class CredentialRules
{
    public const int LongestSecret = 8192;
    public const int MostFields = 16;
    public const int LongestNote = 256;

    private const string SecretRule = "must be 1 to 8192 characters of valid Unicode without control characters and without white space around them";

    public static bool IsToolName(string? text) => text is not null && ToolName().IsMatch(text);

    public static bool IsFieldName(string? text) => text is not null && FieldName().IsMatch(text);

    /// <returns>What is wrong with the secret; null if it is valid. A line break would end a header early.</returns>
    public static string? Refuse(string? secret) => secret is { Length: > 0 }
        && Characters.AreAtMost(LongestSecret, secret)
        && !secret.Any(char.IsControl)
        && !char.IsWhiteSpace(secret[0]) && !char.IsWhiteSpace(secret[^1])
        // A lone half of a surrogate pair comes out as the replacement character.
        && !secret.EnumerateRunes().Contains(Rune.ReplacementChar) ? null : SecretRule;

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ToolName();

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();
}

internal sealed class StoreCredentialValidator : AbstractValidator<StoreCredentialRequest>
{
    public StoreCredentialValidator()
    {
        RuleFor(request => request.Tool).Must(CredentialRules.IsToolName)
            .WithMessage("must be 1 to 64 of a-z, 0-9, '_' and '-' and begin with a letter");
        RuleFor(request => request).Must(request => request.Value is null != request.Fields is null)
            .WithName("value").WithMessage("Give value or fields, not both.");
        RuleFor(request => request.Value).Custom((value, context) => Refuse(context, value)).When(request => request.Value is not null);
        RuleFor(request => request.Fields).Custom((fields, context) => RefuseFields(context, fields!)).When(request => request.Fields is not null);
        RuleFor(request => request.Note).Must(note => note is null || (Characters.AreAtMost(CredentialRules.LongestNote, note) && !note.Any(char.IsControl)))
            .WithMessage("must be at most 256 characters, none of them a control character");
    }

    private static void RefuseFields(ValidationContext<StoreCredentialRequest> context, IReadOnlyDictionary<string, string> fields)
    {
        if (fields.Count is < 1 or > CredentialRules.MostFields)
        {
            context.AddFailure("must be 1 to 16 fields");
        }
        else if (!fields.Keys.All(CredentialRules.IsFieldName))
        {
            // The message does not say which: it may be a secret in the wrong place.
            context.AddFailure("a field's name must be 1 to 64 of a-z, 0-9 and '_' and begin with a letter");
        }
        else
        {
            foreach (var secret in fields.Values)
            {
                Refuse(context, secret);
            }
        }
    }

    private static void Refuse(ValidationContext<StoreCredentialRequest> context, string? secret)
    {
        if (CredentialRules.Refuse(secret) is { } problem)
        {
            context.AddFailure(problem);
        }
    }
}
