using System.Text;
using System.Text.RegularExpressions;
using FluentValidation;
using FourRunr.Hosting.Validation;
using FourRunr.ToolProxy.Parameters;

namespace FourRunr.ToolProxy.BuiltInTools.GmailSend;

/// <summary>What reaches a header of the mail holds no control characters, so that no caller can add headers or recipients.</summary>
internal sealed partial class SendParametersValidator : AbstractValidator<SendParameters>
{
    private const int MaxRecipients = 50;
    private const int MaxContentBytes = 512 * 1024;

    public SendParametersValidator()
    {
        RuleFor(mail => mail.To).Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required: one e-mail address or an array of them")
            .Must(AreAddresses).WithMessage(AddressesMessage);
        RuleFor(mail => mail.Cc).Must(AreAddresses).WithMessage(AddressesMessage);
        RuleFor(mail => mail.Bcc).Must(AreAddresses).WithMessage(AddressesMessage);
        RuleFor(mail => mail.From).Must(from => from is null || IsAddress(from)).WithMessage("must be a plain e-mail address such as sales@example.org");
        RuleFor(mail => mail.Subject).Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("is required")
            .AtMostCharacters(998).WithMessage("must be at most 998 characters")
            .Must(subject => !subject!.Any(char.IsControl)).WithMessage("must not contain line breaks or other control characters");
        RuleFor(mail => mail.Text).Must((mail, text) => text is null || mail.Body is null).WithMessage("must not be given together with body; they are the same")
            .Must((mail, text) => text is not null || mail.Body is not null || mail.Html is not null).WithMessage("is required, unless body or html is given");
        RuleFor(mail => mail.Text).Must(IsOfGoodSize).WithMessage(ContentMessage);
        RuleFor(mail => mail.Body).Must(IsOfGoodSize).WithMessage(ContentMessage);
        RuleFor(mail => mail.Html).Must(IsOfGoodSize).WithMessage(ContentMessage);
    }

    private static string AddressesMessage => $"must be 1 to {MaxRecipients} plain e-mail addresses such as alex@example.org";

    private static string ContentMessage => $"must be 1 to {MaxContentBytes} bytes of UTF-8";

    private static bool AreAddresses(OneOrMany? addresses) =>
        addresses is null || (addresses.Values.Count is >= 1 and <= MaxRecipients && addresses.Values.All(IsAddress));

    private static bool IsAddress(string text) => text.Length <= 254 && Address.IsMatch(text);

    private static bool IsOfGoodSize(string? content) =>
        content is null || (content.Length > 0 && Encoding.UTF8.GetByteCount(content) <= MaxContentBytes);

    // RFC 5321, section 4.1.2, with a dotted domain: no quoting, no comments, no display name, and dots only between other characters.
    [GeneratedRegex(@"\A(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])\z")]
    private static partial Regex Address { get; }
}

internal sealed class ProfileParametersValidator : AbstractValidator<ProfileParameters>;
