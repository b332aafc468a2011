using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Models.Tests.Clients;

/// <summary>What users of clients must have seen.</summary>
internal static class ClientAnswers
{
    private const string Whole = "w0 w1 w2 w3 ";
    private const int WholeTokens = 4;

    /// <summary>Milliseconds: a minute, and what a busy machine may add.</summary>
    private const long LongestWait = 70_000;

    public static void Check(ModelClient client, IReadOnlyDictionary<string, ClientReport> reports) => Assert.Multiple(
    [
        () => Complete(reports["whole"], WholeTokens),
        () => Complete(reports["stream"], client.UsageMustBeAskedFor ? null : WholeTokens),
        () => Complete(reports["stream_with_usage"], WholeTokens),
        () => Complete(reports["stream_without_usage"], client.UsageMustBeAskedFor ? null : WholeTokens),
        () => Assert.All(Streams.Select(name => reports[name]), report => Assert.Equal(0, report.EmptyChoices ?? 0)),
        () => Uncounted(client, reports["uncounted"]),
        () => Uncounted(client, reports["uncounted_stream"]),
        () => Stopped(reports["cancelled"]),
        () => Failed(reports["cut"], GatewayErrors.UpstreamFailed, mostTries: 1),
        () => Failed(reports["failing"], GatewayErrors.UpstreamFailed, mostTries: 1),
        () => CutOff(reports["cut_off"]),
        () => CutOff(reports["cut_off_stream"]),
        () => Repeated(reports["lost"]),
        () => Failed(reports["down"], GatewayErrors.UpstreamFailed, mostTries: 3),
        () => Failed(reports["refusing"], GatewayErrors.UpstreamFailed, mostTries: 3),
        () => Refused(reports["unknown"], GatewayErrors.TokenInvalid),
        () => Refused(reports["unknown_stream"], GatewayErrors.TokenInvalid),
        () => Refused(reports["spent"], GatewayErrors.BudgetExceeded),
        () => Refused(reports["spent_stream"], GatewayErrors.BudgetExceeded),
        () => Refused(reports["denied"], GatewayErrors.ModelDenied),
        () => Refused(reports["denied_stream"], GatewayErrors.ModelDenied),
        () => Complete(reports["hurried"]),
        () => Repeated(reports["hurried_again"]),
        () => Repeated(reports["hurried_once_more"]),
        () => Complete(reports["slow"]),
        () => Refused(reports["slow_again"], GatewayErrors.RateLimited, client.MostTries),
        () => Patient(reports),
        () => Assert.All(reports.Values, report => Assert.All(report.Waits, wait => Assert.InRange(wait, 0, LongestWait))),
    ]);

    /// <summary>Streams whose users did not ask for usage.</summary>
    private static IEnumerable<string> Streams => ["stream", "stream_without_usage"];

    private static void Complete(ClientReport report, long? usage)
    {
        Complete(report);
        Assert.True(report.Usage == usage, $"{report.Name}: usage {report.Usage}");
    }

    private static void Complete(ClientReport report, int mostTries = 1)
    {
        Assert.True(report.Error is null, $"{report.Name}: {report.Error}");
        Assert.Equal((report.Name, Whole), (report.Name, report.Text));
        Assert.True(report.Finish is not null, $"{report.Name}: no end");
        Assert.True(report.Requests >= 1 && report.Requests <= mostTries, $"{report.Name}: asked {report.Requests} times");
    }

    private static void CutOff(ClientReport report)
    {
        Complete(report);
        Assert.Equal((report.Name, 1), (report.Name, report.Cuts));
    }

    /// <summary>Refused at first, and complete without the user's doing.</summary>
    private static void Repeated(ClientReport report)
    {
        Complete(report, mostTries: int.MaxValue);
        Assert.True(report.Requests > 1, $"{report.Name}: asked once");
    }

    private static void Uncounted(ModelClient client, ClientReport report)
    {
        if (client.ReadsUncounted)
        {
            Complete(report);
        }
        else
        {
            Assert.True(report is { Error: not null, Requests: 1 }, report.ToString());
        }
    }

    /// <summary>A client that does not sleep for a minute gives up.</summary>
    private static void Patient(IReadOnlyDictionary<string, ClientReport> reports)
    {
        if (!LongForm.IsWanted)
        {
            return;
        }

        Complete(reports["patient"]);
        if (reports["patient_again"] is { Error: not null } impatient)
        {
            Refused(impatient, GatewayErrors.RateLimited, mostTries: 3);
        }
        else
        {
            Complete(reports["patient_again"], mostTries: 3);
        }
    }

    /// <summary>Some clients raise an error of their own, others end.</summary>
    private static void Stopped(ClientReport report)
    {
        Assert.True(report.Requests == 1 && report.Finish is null, report.ToString());
        Assert.True(report.Text is null || report.Text.Length < Whole.Length, report.ToString());
    }

    /// <summary>With an error whose code the user can read: nothing that is cut off looks complete.</summary>
    private static void Failed(ClientReport report, ErrorKind kind, int mostTries)
    {
        Assert.True(report.Error is not null, $"{report.Name}: no error, but '{report.Text}'");
        Assert.True(report.Error.Text.Contains(kind.Code, StringComparison.Ordinal), $"{report.Name}: {report.Error}");
        Assert.True(report.Requests >= 1 && report.Requests <= mostTries, $"{report.Name}: asked {report.Requests} times");
    }

    /// <summary>Not only the code: what to do about it as well. What would be refused again is not repeated.</summary>
    private static void Refused(ClientReport report, ErrorKind kind, int mostTries = 1)
    {
        Failed(report, kind, mostTries);
        Assert.True(report.Error!.Text.Contains(kind.HowToFix, StringComparison.Ordinal), $"{report.Name}: {report.Error}");
        Assert.Equal((report.Name, kind.Status), (report.Name, report.Error.Status));
    }
}
