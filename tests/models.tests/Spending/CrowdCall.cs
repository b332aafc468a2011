using System.Net.Http.Json;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Models.Tests.Spending;

/// <summary>One call of a crowd, by either API, whole or as a stream.</summary>
internal static class CrowdCall
{
    /// <summary>As many as the test provider's answers have: so the cap is what is paid for.</summary>
    private const int Tokens = 4;

    /// <summary>How the last word of an answer begins, in all forms.</summary>
    private const string LastWord = "w3 ";

    /// <param name="kind">0 to 3.</param>
    /// <returns>Whether it was let through. Then its answer is whole; else it was refused because of a budget.</returns>
    public static async Task<bool> MakeAsync(HttpClient client, string model, int kind)
    {
        var (path, streams) = (kind % 2 == 0 ? "/v1/chat/completions" : "/v1/messages", kind >= 2);
        var call = new { model, max_tokens = Tokens, stream = streams, messages = new[] { new { role = "user", content = "Say something." } } };
        using var answer = await client.PostAsJsonAsync(path, call);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.IsSuccessStatusCode)
        {
            Assert.Contains(LastWord, text, StringComparison.Ordinal);
            Assert.True(!streams || text.Contains("[DONE]", StringComparison.Ordinal) || text.Contains("message_stop", StringComparison.Ordinal), text);
            return true;
        }

        var kinds = ((ErrorKind[])[GatewayErrors.BudgetExceeded, GatewayErrors.BudgetBusy]).Where(error => error.Status == (int)answer.StatusCode);
        Assert.True(kinds.Any(error => text.Contains(error.Code, StringComparison.Ordinal)), $"{answer.StatusCode}: {text}");
        return false;
    }
}
