using System.Diagnostics.CodeAnalysis;

namespace FourRunr.ToolProxy.Refusals;

/// <summary>The result of a step, or why the call is refused.</summary>
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
