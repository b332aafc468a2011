using FourRunr.Auth.Clients;

namespace FourRunr.Auth.SignIn;

/// <summary>The three pages of the sign-in.</summary>
internal static class SignInPages
{
    public const string Authorize = "/oauth2/authorize";
    public const string Consent = "/oauth2/authorize/consent";

    /// <summary>Of what cannot be answered to the client, because its redirect URI is not verified.</summary>
    public static PageResult Error(int status, string problem) => new(status, "This sign-in cannot go on", Html.Of($"""
        <p class="error">{problem}</p><p>Nothing was granted. You can close this page.</p>
        """));

    /// <param name="problem">Why the last attempt failed.</param>
    public static PageResult SignIn(int status, AuthorizationRequest request, string? problem = null) => new(status, "Sign in", Html.Of($"""
        <p>An application asks for access to the tools of this gateway. Sign in as an operator to see what it asks for.</p>
        <dl><dt>Application</dt><dd>{request.ClientId}</dd></dl>
        {(problem is null ? Html.Empty : Html.Of($"""<p class="error" role="alert">{problem}</p>"""))}
        <form method="post" action="{Authorize}">
        {Html.Join(request.Parameters.Where(parameter => parameter.Value is not null).Select(parameter =>
            Html.Of($"""<input type="hidden" name="{parameter.Key}" value="{parameter.Value}">""")))}
        <label for="operator_key">Operator key</label>
        <input id="operator_key" name="operator_key" type="password" autocomplete="off" required autofocus>
        <button>Sign in</button>
        </form>
        """), RedirectUri.SourceOf(request.RedirectUri));

    /// <param name="consent">The secret that stands for this sign-in.</param>
    /// <param name="agents">The newest active agents.</param>
    /// <param name="isComplete">Whether these are all.</param>
    public static PageResult Ask(
        Client client, AuthorizationRequest request, string consent, IReadOnlyList<AgentResponse> agents, bool isComplete) =>
        new(StatusCodes.Status200OK, "Allow access?", Html.Of($"""
            <p>The application names itself; nobody has verified the name. It will act as the agent that you choose, within the policies of that
            agent, and every call is on record as the agent's.</p>
            <dl>
            <dt>Application</dt><dd>{client.Name}</dd>
            <dt>Its id</dt><dd>{client.ClientId}</dd>
            <dt>You are sent on to</dt><dd>{RedirectUri.HostOf(request.RedirectUri)}</dd>
            <dt>It asks for</dt><dd>{request.Scope ?? "everything that the agent's policies allow"}</dd>
            <dt>At</dt><dd>{request.Resource ?? "every endpoint of this gateway"}</dd>
            </dl>
            <form method="post" action="{Consent}">
            <input type="hidden" name="consent" value="{consent}">
            <label for="agent_id">Agent</label>
            <select id="agent_id" name="agent_id"><option value="">Choose an agent</option>
            {Html.Join(agents.Select(agent => Html.Of($"""<option value="{agent.AgentId}">{agent.Name} ({agent.Role}, {agent.AgentId})</option>""")))}
            </select>
            {(isComplete ? Html.Empty : Html.Of($"""<label for="other_agent_id">Or the id of an older agent</label><input id="other_agent_id" name="other_agent_id">"""))}
            <button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button>
            </form>
            """), RedirectUri.SourceOf(request.RedirectUri));
}
