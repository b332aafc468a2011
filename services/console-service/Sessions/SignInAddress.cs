using Microsoft.AspNetCore.Components;

namespace FourRunr.WebConsole.Sessions;

/// <summary>Where operators sign in, and where they go afterwards.</summary>
internal static class SignInAddress
{
    public static string ReturningTo(NavigationManager navigation) =>
        $"sign-in?return={Uri.EscapeDataString(navigation.ToBaseRelativePath(navigation.Uri))}";

    /// <summary>A path of the console itself, whatever was asked for: a link must not lead elsewhere.</summary>
    /// <param name="asked">Relative to the console, or below its path.</param>
    public static string Checked(string? asked)
    {
        var path = asked?.StartsWith($"{ConsolePath.Base}/", StringComparison.Ordinal) == true ? asked[(ConsolePath.Base.Length + 1)..] : asked ?? "";
        var isOwn = Uri.TryCreate(new Uri("http://own.invalid/"), path, out var url) && url.Host == "own.invalid" && !path.Contains('\\', StringComparison.Ordinal)
            && !path.StartsWith('/');
        return isOwn && !path.StartsWith("sign-in", StringComparison.Ordinal) ? $"{ConsolePath.Base}/{path}" : $"{ConsolePath.Base}/";
    }
}
