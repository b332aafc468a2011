namespace FourRunr.Cli.Terminal;

/// <summary>Reads a secret: from a terminal without showing it, else the first line of the input.</summary>
internal static class SecretPrompt
{
    public static async Task<string> ReadAsync(CliContext context, string prompt, CancellationToken cancellationToken)
    {
        if (!context.IsInteractive)
        {
            return (await context.In.ReadLineAsync(cancellationToken) ?? "").Trim();
        }

        await context.Error.WriteAsync(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        await context.Error.WriteLineAsync();
        return typed.ToString().Trim();
    }
}
