namespace FourRunr.Contracts;

/// <summary>Durations in documents: a whole number and one of <c>s m h d</c>, e.g. <c>30s</c> or <c>24h</c>.</summary>
public static class GatewayDuration
{
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is not { Length: >= 2 and <= 10 }
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
        {
            return false;
        }

        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        if (unit is null || amount > TimeSpan.FromDays(3650) / unit.Value)
        {
            return false;
        }

        duration = unit.Value * amount;
        return true;
    }
}
