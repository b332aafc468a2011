using System.Text.Json;
using FluentValidation;

namespace FourRunr.ToolProxy.BuiltInTools.OpenAi;

internal sealed class CompletionParametersValidator : OpenAiParametersValidator<CompletionParameters>
{
    public CompletionParametersValidator()
    {
        RuleFor(completion => completion.Prompt).Cascade(CascadeMode.Stop)
            .NotNull().WithMessage("is required: the text to go on from")
            .Must(prompt => IsPrompt(prompt!.Value)).WithMessage("must be a string, or a non-empty array of strings, of tokens, or of arrays of tokens");
        RuleFor(completion => completion.BestOf).InclusiveBetween(1, 20).WithMessage("must be from 1 to 20");
        RuleFor(completion => completion.Logprobs).InclusiveBetween(0, 5).WithMessage("must be from 0 to 5");
    }

    private static bool IsPrompt(JsonElement prompt)
    {
        if (prompt.ValueKind != JsonValueKind.Array)
        {
            return prompt.ValueKind == JsonValueKind.String;
        }

        return prompt.GetArrayLength() is > 0 and <= 2048
            && (prompt.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                || IsTokens(prompt)
                || prompt.EnumerateArray().All(IsTokens));
    }

    private static bool IsTokens(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
        && value.EnumerateArray().All(token => token.ValueKind == JsonValueKind.Number && token.TryGetInt32(out var id) && id >= 0);
}
