using FourRunr.Documents;
using FourRunr.ToolProxy.Credentials;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Reads <c>credential</c>: <c>{in: header, name: X-Api-Key}</c>, <c>{in: bearer}</c>, <c>{in: basic}</c>, …</summary>
internal static class CredentialPlacementReader
{
    private const int LongestName = 64;
    private const int LongestPrefix = 32;

    private enum Place
    {
        Header,
        Query,
        Bearer,
        Basic,
    }

    public static CredentialPlacement? Read(ObjectReader reader)
    {
        var place = reader.Word<Place>("in", required: true);
        var isNamed = place is Place.Header or Place.Query;
        var name = reader.Name("name", text => ComplainOfName(text, place), required: isNamed);
        var prefix = reader.Name("prefix", ComplainOfPrefix) ?? "";
        var field = Field(reader, "field", ToolCredential.Single);
        var user = Field(reader, "user_field", "username");
        var password = Field(reader, "password_field", "password");
        RefuseElsewhere(reader, place, isNamed);
        return (place, name) switch
        {
            (Place.Header, not null) => new CredentialPlacement.Header(name, field, prefix),
            (Place.Query, not null) => new CredentialPlacement.Query(name, field),
            (Place.Bearer, _) => new CredentialPlacement.Bearer(field),
            (Place.Basic, _) => new CredentialPlacement.Basic(user, password),
            _ => null,
        };
    }

    private static string Field(ObjectReader reader, string member, string standard) => reader.Name(
        member, text => CredentialRules.IsFieldName(text) ? null : "must be 1 to 64 of a-z, 0-9 and '_' and begin with a letter") ?? standard;

    private static void RefuseElsewhere(ObjectReader reader, Place? place, bool isNamed)
    {
        foreach (var (member, isUsed) in new[]
        {
            ("name", isNamed),
            ("prefix", place is Place.Header),
            ("field", place is not Place.Basic),
            ("user_field", place is Place.Basic),
            ("password_field", place is Place.Basic),
        })
        {
            if (place is not null && !isUsed && reader.Has(member))
            {
                reader.Complain(member, $"says nothing with 'in: {place.ToString()!.ToLowerInvariant()}'");
            }
        }
    }

    private static string? ComplainOfName(string name, Place? place) => place == Place.Header
        ? HeaderRules.ComplainOfCredentialName(name)
        : name.Length is > 0 and <= LongestName && HeaderRules.IsText(name) ? null : "must be 1 to 64 printable ASCII characters";

    private static string? ComplainOfPrefix(string prefix) =>
        prefix.Length is > 0 and <= LongestPrefix && HeaderRules.IsText(prefix) ? null : "must be 1 to 32 printable ASCII characters";
}
