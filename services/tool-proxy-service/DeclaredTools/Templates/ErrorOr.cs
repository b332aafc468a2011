using System.Diagnostics.CodeAnalysis;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>A value, or the error that explains why there is none.</summary>
internal readonly record struct ErrorOr<T>
    where T : class
{
    private ErrorOr(T? value, string? error) => (Value, Error) = (value, error);

    public T? Value { get; }

    public string? Error { get; }

    public static implicit operator ErrorOr<T>(T value) => new(value, error: null);

    public static implicit operator ErrorOr<T>(string error) => new(value: null, error);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? error)
    {
        (value, error) = (Value, Value is null ? Error ?? "" : null);
        return value is not null;
    }
}
