using MudBlazor;

namespace FourRunr.WebConsole.Layout;

/// <summary>Colours and letters; contrasts of text are at least 4.5 to 1 (WCAG 2.2, 1.4.3).</summary>
internal static class ConsoleTheme
{
    private static readonly string[] SystemFonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1f4fbf",
            AppbarBackground = "#16213a",
            AppbarText = "#ffffff",
            Background = "#f6f7fa",
            DrawerBackground = "#ffffff",
            TextPrimary = "#1b2333",
            TextSecondary = "#505a6e",
            Success = "#1b7a3d",
            Warning = "#8a5300",
            Error = "#b3261e",
            Info = "#1f4fbf",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8fb0ff",
            PrimaryContrastText = "#0d1424",
            SuccessContrastText = "#0d1424",
            WarningContrastText = "#0d1424",
            ErrorContrastText = "#0d1424",
            InfoContrastText = "#0d1424",
            AppbarBackground = "#0d1424",
            AppbarText = "#ffffff",
            Background = "#121826",
            Surface = "#1a2233",
            DrawerBackground = "#161d2d",
            DrawerText = "#dbe2f0",
            DrawerIcon = "#aeb9cf",
            TextPrimary = "#e6ebf5",
            TextSecondary = "#aeb9cf",
            Success = "#6fd08c",
            Warning = "#ffbe5c",
            Error = "#ff9d94",
            Info = "#8fb0ff",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = SystemFonts, FontSize = "0.875rem" },
            H1 = new H1Typography { FontFamily = SystemFonts, FontSize = "1.5rem", FontWeight = "600", LineHeight = "1.3" },
            H2 = new H2Typography { FontFamily = SystemFonts, FontSize = "1.05rem", FontWeight = "600", LineHeight = "1.4" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
    };
}
