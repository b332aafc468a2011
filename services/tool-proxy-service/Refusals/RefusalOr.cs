using System.Diagnostics.CodeAnalysis;

namespace FourRunr.ToolProxy.Refusals;

/// <summary>What a step found, or why the call does not go on.</summary>
internal readonly record struct RefusalOr<T>
{
    private readonly T? _value;
    private readonly Refusal? _refusal;

    private RefusalOr(T? value, Refusal? refusal) => (_value, _refusal) = (value, refusal);

    public static implicit operator RefusalOr<T>(T value) => new(value, refusal: null);

    public static implicit operator RefusalOr<T>(Refusal refusal) => new(default, refusal);

    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (_value!, _refusal);
        return refusal is null;
    }
}
