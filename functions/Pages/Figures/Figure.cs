using System.Globalization;

namespace IntegrationHub.Functions.Pages.Figures;

/// <summary>A count as a page shows it.</summary>
/// <param name="Count">Null where it is hidden for publication.</param>
/// <param name="Link">Page of the cases behind it; null when there is none.</param>
public sealed record Figure(int? Count, string? Link)
{
    /// <summary>Stands for what is hidden, as in the CSV.</summary>
    public const string Hidden = IntegrationHub.Functions.Reports.ReportText.Confidential;

    public string Text => Count is { } count ? Words.Number(count) : Hidden;

    /// <summary>Such as <c>91.7%</c>; a dash of nothing.</summary>
    public static string Percent(decimal? percent) => percent is { } some ? string.Create(CultureInfo.InvariantCulture, $"{some:0.#}%") : "-";
}

/// <summary>A figure at the top of a page.</summary>
/// <param name="Text">The figure itself.</param>
/// <param name="Name">What it is of.</param>
/// <param name="IsUrgent">Somebody has to do something about it.</param>
public sealed record FigureCard(string Text, string Name, string? Link, bool IsUrgent = false);

/// <summary>Something that a manager should look at first.</summary>
/// <param name="Link">Where it stands.</param>
public sealed record Pointer(string Text, string Link);
