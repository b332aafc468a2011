using FluentValidation;

namespace FourRunr.Shared.Tests.Http;

internal sealed record Thing(string Name, int Count = 1, JsonElement? Data = null, IReadOnlyList<Part>? Parts = null, Colour? ColourOf = null);

internal sealed record Part(double Size);

internal enum Colour
{
    DeepRed,
    Green,
}

internal sealed class ThingValidator : AbstractValidator<Thing>
{
    public ThingValidator()
    {
        RuleFor(thing => thing.Name).NotEmpty().WithMessage("must not be empty");
        RuleFor(thing => thing.Count).GreaterThan(0).WithMessage("must be positive").LessThan(10).WithMessage("must be small");
    }
}
