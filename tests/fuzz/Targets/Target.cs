using FourRunr.Fuzz.Generators;
using FourRunr.Fuzz.Wire;

namespace FourRunr.Fuzz.Targets;

/// <summary>One place of the gateway, and how to make requests that are nearly right for it.</summary>
internal sealed record Target(string Name, Func<Dice, RawRequest> Make);
