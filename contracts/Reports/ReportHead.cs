namespace IntegrationHub.Contracts.Reports;

/// <summary>What a figure of a report means, to stand beside it.</summary>
/// <param name="Figure">Its name in the report.</param>
public sealed record FigureDefinition(string Figure, string Definition);

/// <summary>What every report says of itself.</summary>
/// <param name="Name">The last part of its address.</param>
/// <param name="From">First day that it is about.</param>
/// <param name="To">Last day that it is about.</param>
/// <param name="AsOf">The day on which it was made, in England: what is overdue, due or open is so on this day.</param>
/// <param name="Council">The one council that it is about; null for all that refer to the provider.</param>
/// <param name="Provider">The one provider that it is about; null for all that the council asks.</param>
/// <param name="SuppressedBelow">Counts under this one, apart from 0, are not shown, nor what they could be found by; null when all are shown.</param>
public sealed record ReportHead(
    string Name, DateOnly From, DateOnly To, DateOnly AsOf, string? Council, string? Provider, int? SuppressedBelow, IReadOnlyList<FigureDefinition> Definitions);

/// <summary>The body of a report as JSON.</summary>
public interface IReportView
{
    ReportHead Report { get; }
}
