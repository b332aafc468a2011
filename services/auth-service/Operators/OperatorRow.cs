using FourRunr.Contracts;

namespace FourRunr.Auth.Operators;

internal sealed class OperatorRow
{
    public required string OperatorId { get; init; }
    public required string Name { get; init; }
    public required OperatorRole Role { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    public OperatorResponse ToResponse(string? apiKey = null) => new()
    {
        OperatorId = OperatorId,
        Name = Name,
        Role = Role,
        CreatedAt = CreatedAt,
        RevokedAt = RevokedAt,
        ApiKey = apiKey,
    };
}
