using Microsoft.AspNetCore.Components.Server.Circuits;

namespace FourRunr.WebConsole.Sessions;

/// <summary>Whatever the operator does on an open page keeps the session; what the page does by itself does not.</summary>
internal sealed class SessionActivity(CurrentOperator current, SessionStore sessions) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            if (await current.SessionIdAsync() is { } id)
            {
                sessions.Touch(id);
            }

            await next(context);
        };
}
