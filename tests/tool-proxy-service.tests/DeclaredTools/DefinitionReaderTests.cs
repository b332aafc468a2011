using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

public sealed class DefinitionReaderTests
{
    private const string Whole = """
        tool: weather
        description: Weather of places.
        base_url: https://api.weather.test/v1/
        share_cache: true
        credential: {in: header, name: X-Api-Key, field: key, prefix: "Key "}
        actions:
          forecast:
            description: The next days.
            method: GET
            path: /forecast/{city}
            query: {units: "{units}", days: "{days}", format: json, limit: 5}
            headers: {Accept-Language: "{lang}"}
            cache: 60s
            timeout: 4s
            max_response_bytes: 100000
            parameters:
              properties:
                city: {type: string, maxLength: 100}
                units: {enum: [metric, imperial]}
                days: {type: integer, minimum: 1}
                lang: {type: string}
              required: [city]
            plain_parameters: [city, days]
          report:
            method: POST
            path: /reports
            body: {place: "{place}", link: "{link}", note: "From {place}", tags: "{tags}", source: agent}
            forward_idempotency_key: Idempotency-Key
            parameters:
              properties:
                place: {type: string}
                link: {type: string, format: uri}
                tags: {type: array, items: {type: string}}
            url_parameters: [link]
        """;

    [Fact]
    public void Read_WholeDocument_EveryMemberCounts()
    {
        var tool = Definitions.Read(Whole);

        Assert.Equal(new Uri("https://api.weather.test/v1/"), tool.BaseUrl);
        Assert.True(tool.SharesCache);
        Assert.Equal(new CredentialPlacement.Header("X-Api-Key", "key", "Key "), tool.Credential);
        var (forecast, report) = (tool.Actions["forecast"], tool.Actions["report"]);
        Assert.Equal((ToolAction.Read, true, HttpMethod.Get), (forecast.Permission, forecast.Idempotent, forecast.Method));
        Assert.Equal((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(12)), (forecast.Times.Attempt, forecast.Times.Total));
        Assert.Equal(TimeSpan.FromSeconds(60), forecast.CacheFor);
        Assert.Equal(100_000, forecast.MaxResponseBytes);
        Assert.Equal(["city", "days"], forecast.PlainParameters);
        Assert.Equal((ToolAction.Write, false), (report.Permission, report.Idempotent));
        Assert.Equal("Idempotency-Key", report.IdempotencyHeader);
        Assert.Equal(["link"], report.UrlParameters);
    }

    [Theory]
    [InlineData("GET", "read", true)]
    [InlineData("HEAD", "read", true)]
    [InlineData("POST", "write", false)]
    [InlineData("PUT", "write", true)]
    [InlineData("PATCH", "write", false)]
    [InlineData("DELETE", "write", true)]
    public void Read_MethodAlone_SaysPermissionAndIdempotence(string method, string permission, bool isIdempotent)
    {
        var action = Definitions.Read(Definitions.OneAction($$"""
                method: {{method}}
                path: /x
            """)).Actions["act"];

        Assert.Equal((permission, isIdempotent), (action.Permission, action.Idempotent));
    }

    [Theory]
    [InlineData("tool: weather", "tool: serpapi", "tool")]
    [InlineData("tool: weather", "tool: gmail_send", "tool")]
    [InlineData("tool: weather", "tool: Weather", "tool")]
    [InlineData("tool: weather", "tool: wea-ther", "tool")]
    [InlineData("tool: weather", "tool: ''", "tool")]
    [InlineData("tool: weather", "name: weather", "name")]
    [InlineData("base_url: https://api.weather.test/v1/", "base_url: ftp://api.weather.test", "base_url")]
    [InlineData("base_url: https://api.weather.test/v1/", "base_url: https://me:you@api.weather.test", "base_url")]
    [InlineData("base_url: https://api.weather.test/v1/", "base_url: https://api.weather.test/?a=b", "base_url")]
    [InlineData("base_url: https://api.weather.test/v1/", "base_url: 'https://{host}/v1'", "base_url")]
    [InlineData("base_url: https://api.weather.test/v1/", "base_url: /v1", "base_url")]
    [InlineData("in: header,", "in: path,", "credential.in")]
    [InlineData("in: header,", "in: bearer,", "credential.name")]
    [InlineData("name: X-Api-Key, ", "", "credential.name")]
    [InlineData("name: X-Api-Key", "name: Host", "credential.name")]
    [InlineData("name: X-Api-Key", "name: Accept-Language", "credential")]
    [InlineData("field: key", "field: Key-1", "credential.field")]
    [InlineData("method: GET", "method: TRACE", "actions['forecast'].method")]
    [InlineData("method: GET", "method: get", "actions['forecast'].method")]
    [InlineData("path: /forecast/{city}", "path: forecast/{city}", "actions['forecast'].path")]
    [InlineData("path: /forecast/{city}", "path: /forecast/{town}", "actions['forecast'].path")]
    [InlineData("path: /forecast/{city}", "path: /forecast/{units}", "actions['forecast'].path")]
    [InlineData("path: /forecast/{city}", "path: /../{city}", "actions['forecast'].path")]
    [InlineData("path: /forecast/{city}", "path: //evil.test/{city}", "actions['forecast'].path")]
    [InlineData("path: /forecast/{city}", "path: /forecast?q={city}", "actions['forecast'].path")]
    [InlineData("path: /forecast/{city}", "path: '/forecast#{city}'", "actions['forecast'].path")]
    [InlineData("path: /forecast/{city}", "path: /forecast/%2e%2e/{city}", "actions['forecast'].path")]
    [InlineData("path: /forecast/{city}", "path: '/forecast/{city'", "actions['forecast'].path")]
    [InlineData("units: \"{units}\"", "units: \"{unit}\"", "actions['forecast'].query['units']")]
    [InlineData("units: \"{units}\"", "units: [a]", "actions['forecast'].query['units']")]
    [InlineData("format: json", "api_key: abcdef", "actions['forecast'].query['api_key']")]
    [InlineData("Accept-Language: \"{lang}\"", "Host: \"{lang}\"", "actions['forecast'].headers['Host']")]
    [InlineData("Accept-Language: \"{lang}\"", "Authorization: \"{lang}\"", "actions['forecast'].headers['Authorization']")]
    [InlineData("Accept-Language: \"{lang}\"", "Content-Length: \"{lang}\"", "actions['forecast'].headers['Content-Length']")]
    [InlineData("Accept-Language: \"{lang}\"", "X-Auth-Token: abcdef", "actions['forecast'].headers['X-Auth-Token']")]
    [InlineData("Accept-Language: \"{lang}\"", "X-A: \"a\\nb\"", "actions['forecast'].headers['X-A']")]
    [InlineData("cache: 60s", "cache: 0s", "actions['forecast'].cache")]
    [InlineData("cache: 60s", "cache: 60s\n    permission: write", "actions['forecast'].cache")]
    [InlineData("timeout: 4s", "timeout: 4s\n    total_timeout: 3s", "actions['forecast'].total_timeout")]
    [InlineData("timeout: 4s", "timeout: 4s\n    body: parameters", "actions['forecast'].body")]
    [InlineData("timeout: 4s", "timeout: 4s\n    retries: 3", "actions['forecast'].retries")]
    [InlineData("max_response_bytes: 100000", "max_response_bytes: 100000000", "actions['forecast'].max_response_bytes")]
    [InlineData("plain_parameters: [city, days]", "plain_parameters: [town]", "actions['forecast'].plain_parameters[0]")]
    [InlineData("url_parameters: [link]", "url_parameters: [tags]", "actions['report'].url_parameters[0]")]
    [InlineData("tags: \"{tags}\"", "tags: \"{tags}!\"", "actions['report'].body")]
    [InlineData("place: \"{place}\"", "place: \"{where}\"", "actions['report'].body")]
    [InlineData("method: POST", "method: DELETE\n    permission: read", "actions['report'].permission")]
    [InlineData("forward_idempotency_key: Idempotency-Key", "forward_idempotency_key: Host", "actions['report'].forward_idempotency_key")]
    public void Read_OneThingWrong_IsSaidWithItsPath(string right, string wrong, string path)
    {
        Assert.Contains(right, Whole, StringComparison.Ordinal);

        var (definition, errors) = Definitions.TryRead(Whole.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Null(definition);
        Assert.Contains(path, errors.Keys);
    }

    [Fact]
    public void Read_SeveralThingsWrong_AllAreSaid()
    {
        var (_, errors) = Definitions.TryRead(Whole
            .Replace("tool: weather", "tool: openai", StringComparison.Ordinal)
            .Replace("{city}", "{town}", StringComparison.Ordinal)
            .Replace("method: POST", "method: SEND", StringComparison.Ordinal));

        Assert.Equal(["actions['forecast'].path", "actions['report'].method", "tool"], errors.Keys);
    }

    [Theory]
    [InlineData("actions: {}")]
    [InlineData("actions: []")]
    [InlineData("actions: {Get: {method: GET, path: /}}")]
    public void Read_NoUsableAction_Refused(string actions) =>
        Assert.NotEmpty(Definitions.TryRead($"tool: x\nbase_url: https://x.test\n{actions}").Errors);
}
