using FourRunr.ToolProxy.Credentials;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Reads <c>credential</c>: <c>{in: header, name: X-Api-Key}</c>, <c>{in: bearer}</c>, <c>{in: basic}</c>, …</summary>
internal static class CredentialPlacementReader
{
    private const int MaxNameLength = 64;
    private const int MaxPrefixLength = 32;

    private enum Location
    {
        Header,
        Query,
        Bearer,
        Basic,
    }

    /// <summary>Reads the members that belong to the location. The others are refused as unknown.</summary>
    public static CredentialPlacement? Read(ObjectReader reader)
    {
        switch (reader.Word<Location>("in", required: true))
        {
            case Location.Header:
                var prefix = reader.Name("prefix", text => ComplainOfText(text, MaxPrefixLength)) ?? "";
                var field = ReadField(reader, "field", ToolCredential.Single);
                return reader.Name("name", HeaderRules.ComplainOfCredentialName, required: true) is { } header
                    ? new CredentialPlacement.Header(header, field, prefix)
                    : null;
            case Location.Query:
                var queryField = ReadField(reader, "field", ToolCredential.Single);
                return reader.Name("name", text => ComplainOfText(text, MaxNameLength), required: true) is { } name
                    ? new CredentialPlacement.Query(name, queryField)
                    : null;
            case Location.Bearer:
                return new CredentialPlacement.Bearer(ReadField(reader, "field", ToolCredential.Single));
            case Location.Basic:
                return new CredentialPlacement.Basic(ReadField(reader, "user_field", "username"), ReadField(reader, "password_field", "password"));
            default:
                // Which members are allowed depends on the location: without one, none is reported.
                foreach (var member in (string[])["name", "prefix", "field", "user_field", "password_field"])
                {
                    reader.Any(member);
                }

                return null;
        }
    }

    private static string ReadField(ObjectReader reader, string member, string standard) => reader.Name(
        member, text => CredentialRules.IsFieldName(text) ? null : "must be 1 to 64 of a-z, 0-9 and '_' and begin with a letter") ?? standard;

    private static string? ComplainOfText(string text, int maxLength) =>
        text.Length > 0 && text.Length <= maxLength && HeaderRules.IsText(text) ? null : $"must be 1 to {maxLength} printable ASCII characters";
}
