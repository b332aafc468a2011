namespace FourRunr.Contracts;

/// <summary>What a call's parameters and sizes must satisfy. Guards of every policy that applies hold together.</summary>
public sealed record GuardSpec
{
    /// <summary>Largest request body in bytes, 1 to 1,048,576.</summary>
    public int? MaxRequestBytes { get; init; }

    /// <summary>Largest tool answer in bytes, 1 to 33,554,432.</summary>
    public int? MaxResponseBytes { get; init; }

    /// <summary>Oldest stored result that may serve a call, <c>0s</c> (none) to <c>31d</c>. Absent: as old as the tool's definition lets it be.</summary>
    public string? MaxCacheAge { get; init; }

    /// <summary>Hosts that URL parameters may name: <c>example.org</c> (that host) or <c>*.example.org</c> (its subdomains). Absent: any.</summary>
    public IReadOnlyList<string>? AllowedDomains { get; init; }

    /// <summary>Hosts that URL parameters must not name, in the same forms; wins over the allowed ones.</summary>
    public IReadOnlyList<string>? BlockedDomains { get; init; }

    /// <summary>Scope (<c>tool:action</c>, <c>tool:*</c> or <c>*</c>) to parameter path (<c>a.b</c>, <c>messages[].role</c>) to its rule.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ParameterRule>>? Params { get; init; }

    /// <summary>Kinds of personal data that are redacted in every string of the answer.</summary>
    public IReadOnlyList<PiiKind>? PiiFilters { get; init; }
}

/// <summary>Personal data that the gateway recognises.</summary>
public enum PiiKind
{
    Email,
    Phone,

    /// <summary>US social security numbers.</summary>
    Ssn,

    /// <summary>13 to 19 digits that satisfy the Luhn check.</summary>
    CreditCard,
}

/// <summary>What one parameter must satisfy; everything stated holds together. An absent parameter satisfies all but <see cref="Required"/>.</summary>
public sealed record ParameterRule
{
    /// <summary>The value is one of these (JSON scalars).</summary>
    public IReadOnlyList<JsonNode>? In { get; init; }

    /// <summary>The value is none of these.</summary>
    public IReadOnlyList<JsonNode>? NotIn { get; init; }

    /// <summary>A number of at least this.</summary>
    public ExactNumber? Min { get; init; }

    /// <summary>A number of at most this.</summary>
    public ExactNumber? Max { get; init; }

    /// <summary>A string of at most this many characters (Unicode code points), or an array of at most this many items.</summary>
    public int? MaxLength { get; init; }

    /// <summary>A .NET regular expression that the whole string must match; run without backtracking.</summary>
    public string? Pattern { get; init; }

    /// <summary>The parameter must be there.</summary>
    public bool Required { get; init; }

    /// <summary>The parameter must not be there.</summary>
    public bool Forbidden { get; init; }
}
