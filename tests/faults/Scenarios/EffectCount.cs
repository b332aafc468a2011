using FourRunr.Faults.Logs;

namespace FourRunr.Faults.Scenarios;

/// <summary>Mails, counted twice: at the tool and on record.</summary>
/// <param name="AtTheTool">Taken by the tool.</param>
/// <param name="Ok">On record as sent.</param>
/// <param name="Uncertain">On record as begun and ended otherwise (unfinished, failed, timed out), and taken by the tool.</param>
internal sealed record EffectCount(int AtTheTool, int Ok, int Uncertain)
{
    public static EffectCount Of(IEnumerable<ClientCall> calls, Evidence evidence)
    {
        var (atTheTool, ok, uncertain) = (0, 0, 0);
        foreach (var call in calls.Where(call => call.SendsMail))
        {
            var mails = evidence.MailsByMarker[call.Marker].Count();
            atTheTool += mails;
            var records = evidence.AuditOf(call).Where(Evidence.MayHaveActed).ToList();
            if (records.Exists(record => record.Outcome == ClientAttempt.Ok))
            {
                ok++;
            }
            else if (records.Count > 0 && mails > 0)
            {
                uncertain++;
            }
        }

        return new EffectCount(atTheTool, ok, uncertain);
    }

    public override string ToString() => $"{AtTheTool} = {Ok} ok + {Uncertain} uncertain";
}
