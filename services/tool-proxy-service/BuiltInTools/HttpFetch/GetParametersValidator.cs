using FluentValidation;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

internal sealed class GetParametersValidator : AbstractValidator<GetParameters>
{
    public GetParametersValidator()
    {
        Include(new FetchParametersValidator());
        RuleFor(fetch => fetch.Format).Must(format => format is null || PageFormat.All.Contains(format)).WithMessage("must be 'raw', 'text' or 'article'");
    }
}
