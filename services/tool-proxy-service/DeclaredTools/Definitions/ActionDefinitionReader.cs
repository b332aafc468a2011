using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Schemas;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

internal static class ActionDefinitionReader
{
    private const int MaxNames = 100;
    private static readonly TimeSpan MaxCacheTime = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxAttemptTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MaxTotalTime = TimeSpan.FromMinutes(5);

    // RFC 9110 sections 9.2.1 and 9.2.2.
    private static readonly HttpMethod[] Methods = [HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete];
    private static readonly HttpMethod[] Safe = [HttpMethod.Get, HttpMethod.Head];
    private static readonly HttpMethod[] Idempotent = [HttpMethod.Get, HttpMethod.Head, HttpMethod.Put, HttpMethod.Delete];

    private enum Permission
    {
        Read,
        Write,
    }

    public static ActionDefinition? Read(ObjectReader reader, DocumentErrors errors)
    {
        var description = reader.Text("description", maxLength: ToolDefinitionReader.MaxDescriptionLength);
        var method = ReadMethod(reader);
        var schema = reader.Nested("parameters", ParameterSchema.Read)
            // If the schema is not valid, the names in the templates are not checked.
            ?? (reader.Has("parameters") ? null : ParameterSchema.Nothing);
        var templates = new TemplateReader(reader, schema, errors);
        var path = templates.ReadPath();
        var query = templates.ReadQuery();
        var headers = templates.ReadHeaders();
        var body = templates.ReadBody(isAllowed: method is null || !Safe.Contains(method));
        var isRead = ReadPermission(reader, method);
        var cache = ReadCache(reader, isRead);
        var isIdempotent = reader.Flag("idempotent");
        var action = new ActionDefinition
        {
            Name = "",
            Description = description,
            Method = method ?? HttpMethod.Get,
            Path = path!,
            Query = query,
            Headers = headers,
            Body = body,
            Permission = isRead ? ToolAction.Read : ToolAction.Write,
            Idempotent = reader.Has("idempotent") ? isIdempotent : method is not null && Idempotent.Contains(method),
            IdempotencyHeader = reader.Name("forward_idempotency_key", HeaderRules.ComplainOfName),
            CacheFor = cache,
            Times = ReadTimes(reader),
            MaxResponseBytes = (int?)reader.WholeNumber("max_response_bytes", 1024, 16 * 1024 * 1024) ?? OutboundRequest.StandardMaxResponseBytes,
            Parameters = schema ?? ParameterSchema.Nothing,
            UrlParameters = ReadNames(reader, "url_parameters", schema, SchemaTypes.String),
            PlainParameters = ReadNames(reader, "plain_parameters", schema, SchemaTypes.Any),
        };
        return path is null ? null : action;
    }

    private static HttpMethod? ReadMethod(ObjectReader reader)
    {
        var text = reader.Text("method", required: true);
        var method = Methods.FirstOrDefault(known => known.Method == text);
        if (text is not null && method is null)
        {
            reader.Complain("method", $"must be one of {string.Join(", ", Methods.Select(known => known.Method))}");
        }

        return method;
    }

    private static bool ReadPermission(ObjectReader reader, HttpMethod? method)
    {
        var permission = reader.Word<Permission>("permission") ?? (method is not null && Safe.Contains(method) ? Permission.Read : Permission.Write);
        if (permission == Permission.Read && method is not null && !Safe.Contains(method) && method != HttpMethod.Post)
        {
            reader.Complain("permission", $"cannot be 'read': {method} has side effects");
        }

        return permission == Permission.Read;
    }

    private static TimeSpan? ReadCache(ObjectReader reader, bool isRead)
    {
        var cache = ReadDuration(reader, "cache", MaxCacheTime);
        if (cache is not null && !isRead)
        {
            reader.Complain("cache", "is allowed only for actions with permission 'read'");
        }

        return cache;
    }

    public static ToolTimes ReadTimes(ObjectReader reader)
    {
        var standard = new ToolTimes();
        var attempt = ReadDuration(reader, "timeout", MaxAttemptTime) ?? standard.Attempt;
        // Enough for two retries, as the defaults are.
        var derived = TimeSpan.FromTicks(Math.Min(attempt.Ticks * 3, MaxTotalTime.Ticks));
        var total = ReadDuration(reader, "total_timeout", MaxTotalTime) ?? derived;
        if (total < attempt)
        {
            reader.Complain("total_timeout", "must not be shorter than 'timeout'");
        }

        return standard with
        {
            Attempt = attempt,
            Total = total,
            MaxConcurrent = (int?)reader.WholeNumber("max_concurrent", 1, 10_000) ?? standard.MaxConcurrent,
        };
    }

    private static TimeSpan? ReadDuration(ObjectReader reader, string member, TimeSpan max)
    {
        if (reader.Text(member) is not { } text)
        {
            return null;
        }

        if (GatewayDuration.TryParse(text, out var duration) && duration >= TimeSpan.FromSeconds(1) && duration <= max)
        {
            return duration;
        }

        reader.Complain(member, $"must be a duration from 1s to {max.TotalSeconds}s, such as 30s or 2m");
        return null;
    }

    /// <param name="type">A type that the parameters must allow.</param>
    private static IReadOnlyList<string> ReadNames(ObjectReader reader, string member, ParameterSchema? schema, SchemaTypes type) =>
        reader.Texts(member, MaxNames, name => schema is null ? null
            : schema.ShapeOf(name) is not { } shape ? "is not declared in 'parameters.properties'"
            : (shape.Types & type) != type ? "must be declared with type 'string'"
            : null) ?? [];
}
