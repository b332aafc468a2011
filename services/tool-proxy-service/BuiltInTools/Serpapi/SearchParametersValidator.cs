using FluentValidation;
using FourRunr.Documents;
using FourRunr.Hosting.Validation;

namespace FourRunr.ToolProxy.BuiltInTools.Serpapi;

internal sealed class SearchParametersValidator : AbstractValidator<SearchParameters>
{
    public SearchParametersValidator()
    {
        RuleFor(search => search.Q).Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("is required: what to search for")
            .AtMostCharacters(SearchParameters.LongestQuery).WithMessage("must be at most 2048 characters");
        RuleFor(search => search.Engine).Matches(@"\A[a-z0-9_]{1,32}\z").WithMessage("must be 1 to 32 of a-z, 0-9 and _, such as google");
        RuleFor(search => search.Location).Must(location => location is null or { Length: > 0 } && Characters.AreAtMost(256, location)).WithMessage("must be 1 to 256 characters");
        RuleFor(search => search.Num).InclusiveBetween(1, 100).WithMessage("must be from 1 to 100");
        RuleFor(search => search.Start).GreaterThanOrEqualTo(0).WithMessage("must be 0 or more");
        RuleFor(search => search.Safe).Must(safe => safe is null or "active" or "off").WithMessage("must be 'active' or 'off'");
    }
}
