using FourRunr.Bench.Scenarios.Wrk;

namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>Whether a run did what it claims to measure. One that did not is a failed run.</summary>
internal static class RoundChecks
{
    /// <param name="account">Null of a baseline, which keeps none.</param>
    /// <returns>What was wrong, as sentences; none of a good run.</returns>
    public static IEnumerable<string> Of(CallCase measured, WrkResult sent, LoadAccount? account, int connections)
    {
        var place = $"{measured.System.Name}, {measured.Name}";
        if (sent.Broken > 0 || sent.Requests == 0)
        {
            yield return Text($"{place}: {sent.Requests} answers, {sent.ConnectErrors} connect, {sent.ReadErrors} read, {sent.WriteErrors} write errors, {sent.Timeouts} timeouts");
        }

        // Beside the calls that must be refused, an agent that may call once a second gets a few answers.
        var passed = measured.Name == CallCase.RateLimited ? (sent.Microseconds / 1_000_000) + 2 : 0;
        var right = measured.Code == "ok" ? sent.Refused == 0 : sent.Requests - sent.Refused <= passed;
        if (!right)
        {
            yield return Text($"{place}: {sent.Refused} of {sent.Requests} answers were refusals");
        }

        foreach (var wrong in account is null ? [] : OfAccount(measured, sent, account, connections, passed))
        {
            yield return $"{place}: {wrong} ({account})";
        }
    }

    private static IEnumerable<string> OfAccount(CallCase measured, WrkResult sent, LoadAccount account, int connections, long passed)
    {
        if (account.CallsBeside(measured.Code) > passed || account.CallsHungUp > connections)
        {
            yield return $"not all calls ended as {measured.Code}";
        }

        if (account.Calls < sent.Requests || account.Calls > sent.Requests + connections)
        {
            yield return Text($"{sent.Requests} calls were answered, the gateway counted {account.Calls}");
        }

        if (account.Rows != account.Calls)
        {
            yield return Text($"{account.Calls} calls, {account.Rows} audit rows");
        }

        if (measured.Name == CallCase.ColdToken && account.IdentityMisses < 0.99 * sent.Requests)
        {
            yield return Text($"only {account.IdentityMisses} of {sent.Requests} tokens were cold");
        }

        var stored = measured.Name == CallCase.StoredResult;
        if (stored ? account.StoredResults < 0.9 * sent.Requests : account.StoredResults > 0)
        {
            yield return Text($"{account.StoredResults} of {sent.Requests} answers were stored results");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
