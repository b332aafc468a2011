using FluentValidation;
using FourRunr.Hosting.Validation;

namespace FourRunr.ToolProxy.BuiltInTools.OpenAi;

/// <summary>The rules that chats and completions share.</summary>
internal abstract class OpenAiParametersValidator<T> : AbstractValidator<T>
    where T : OpenAiParameters
{
    public const int MaxTokens = 128_000;

    protected OpenAiParametersValidator()
    {
        RuleFor(call => call.Model).Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("is required: the name of a model")
            .Matches(@"\A[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}\z").WithMessage("must be 1 to 128 of letters, digits and . _ : / -");
        RuleFor(call => call.Temperature).InclusiveBetween(0, 2).WithMessage("must be from 0 to 2");
        RuleFor(call => call.MaxTokens).InclusiveBetween(1, MaxTokens).WithMessage($"must be from 1 to {MaxTokens}");
        RuleFor(call => call.TopP).InclusiveBetween(0, 1).WithMessage("must be from 0 to 1");
        RuleFor(call => call.N).InclusiveBetween(1, 128).WithMessage("must be from 1 to 128");
        RuleFor(call => call.Stop).Must(stop => stop is null || stop.Values.Count <= 4).WithMessage("must be at most 4 strings");
        RuleFor(call => call.PresencePenalty).InclusiveBetween(-2, 2).WithMessage("must be from -2 to 2");
        RuleFor(call => call.FrequencyPenalty).InclusiveBetween(-2, 2).WithMessage("must be from -2 to 2");
        RuleFor(call => call.LogitBias).Must(bias => bias is null || bias.Values.All(weight => weight is >= -100 and <= 100))
            .WithMessage("must map tokens to numbers from -100 to 100");
        RuleFor(call => call.User).AtMostCharacters(512).WithMessage("must be at most 512 characters");
        RuleFor(call => call.Stream).NotEqual(true).WithMessage("must be false or absent: answers are filtered as a whole before they leave");
    }
}
