namespace FourRunr.Auth.Clients;

/// <summary>The table of clients that registered themselves. Anybody may, so their number is limited and they expire.</summary>
internal sealed class RegisteredClientStore(Database database)
{
    public const int Most = 1000;

    /// <summary>A client that loses its registration registers again.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private const string Prefix = "4rcl_";

    public static bool IsClientId(string clientId) => clientId.StartsWith(Prefix, StringComparison.Ordinal);

    public static string NewId() => Prefix + Guid.NewGuid().ToString("N");

    /// <returns>False when there are too many clients.</returns>
    public async Task<bool> TryAddAsync(Client client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO registered_clients (client_id, name, redirect_uris, created_at, expires_at)
            SELECT @ClientId, @Name, @RedirectUris, @now, @expiresAt
            WHERE (SELECT COUNT(*) FROM registered_clients WHERE expires_at > @now) < @Most
            """;
        var row = new { client.ClientId, client.Name, client.RedirectUris, now, expiresAt = now + Life, Most };
        return await database.ExecuteAsync(sql, row, cancellationToken) == 1;
    }

    public Task<Client?> FindAsync(string clientId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string sql = "SELECT client_id, name, redirect_uris FROM registered_clients WHERE client_id = @clientId AND expires_at > @now";
        return database.QuerySingleOrDefaultAsync<Client>(sql, new { clientId, now }, cancellationToken);
    }
}
