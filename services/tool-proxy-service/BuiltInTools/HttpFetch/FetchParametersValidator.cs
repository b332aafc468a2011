using FluentValidation;
using FourRunr.Hosting.Validation;
using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

internal sealed class FetchParametersValidator : AbstractValidator<FetchParameters>
{
    public FetchParametersValidator()
    {
        RuleFor(fetch => fetch.Url).Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("is required: an absolute http or https URL")
            .AtMostCharacters(2048).WithMessage("must be at most 2048 characters")
            .Must(url => OutboundTarget.ParseUrl(url!) is not null).WithMessage("must be an absolute http or https URL with a host, and without user name, spaces, control characters or backslashes");
        RuleFor(fetch => fetch.Headers).Cascade(CascadeMode.Stop)
            .Must(headers => headers is null || headers.Count <= RequestHeaders.MaxCount)
            .WithMessage($"must be at most {RequestHeaders.MaxCount} headers")
            .Must(headers => headers is null || headers.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() == headers.Count)
            .WithMessage("must not name a header twice; upper and lower case are the same")
            .Custom((headers, context) =>
            {
                foreach (var fault in RequestHeaders.Faults(headers))
                {
                    context.AddFailure(fault);
                }
            });
        RuleFor(fetch => fetch.TimeoutMs).InclusiveBetween(100, 30_000).WithMessage("must be from 100 to 30000 milliseconds");
    }
}
