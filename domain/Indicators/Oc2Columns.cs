using System.Globalization;

namespace IntegrationHub.Domain.Indicators;

/// <summary>A column of the OC2 file.</summary>
/// <param name="Cell">Text as the file has it; empty for nothing.</param>
public sealed record Oc2Column(string Name, Func<Oc2Row, string> Cell);

/// <summary>The columns of the OC2 file of SSDA903, in order: dates as dd/mm/yyyy, yes and no as 1 and 0.</summary>
public static class Oc2Columns
{
    public const string Child = "CHILD";
    public const string DateOfBirth = "DOB";

    public static IReadOnlyList<Oc2Column> All { get; } =
    [
        new(Child, row => row.Child),
        new(DateOfBirth, row => row.DateOfBirth?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) ?? ""),
        new("SDQ_SCORE", row => row.SdqScore?.ToString(CultureInfo.InvariantCulture) ?? ""),
        new("SDQ_REASON", row => row.SdqReason ?? ""),

        // The council's own to know: no health team tells the hub of convictions.
        new("CONVICTED", _ => ""),
        new("HEALTH_CHECK", row => Flag(row.HealthCheck)),
        new("IMMUNISATIONS", row => Flag(row.Immunisations)),
        new("TEETH_CHECK", row => Flag(row.TeethCheck)),
        new("HEALTH_ASSESSMENT", row => Flag(row.HealthAssessment)),
        new("SUBSTANCE_MISUSE", row => Flag(row.SubstanceMisuse)),
        new("INTERVENTION_RECEIVED", row => Flag(row.InterventionReceived)),
        new("INTERVENTION_OFFERED", row => Flag(row.InterventionOffered)),
    ];

    /// <summary>Those that name no child: what may be counted for a manager.</summary>
    public static IReadOnlyList<Oc2Column> Counted { get; } = [.. All.Where(column => column.Name is not (Child or DateOfBirth))];

    private static string Flag(bool? value) => value switch
    {
        true => "1",
        false => "0",
        null => "",
    };
}

/// <summary>How often a column says what, over all children of a report; it names nobody.</summary>
/// <param name="Yes">1; of SDQ_SCORE and SDQ_REASON: how many have one.</param>
/// <param name="Empty">Not asked for at the child's age, or nothing was stated.</param>
public sealed record Oc2Total(string Column, int Yes, int No, int Empty)
{
    public static IReadOnlyList<Oc2Total> Of(IReadOnlyCollection<Oc2Row> rows) =>
    [
        .. Oc2Columns.Counted.Select(column =>
        {
            var cells = rows.Select(column.Cell).ToList();
            var isFlag = !column.Name.StartsWith("SDQ_", StringComparison.Ordinal);
            var (no, empty) = (cells.Count(cell => isFlag && cell == "0"), cells.Count(cell => cell.Length == 0));
            return new Oc2Total(column.Name, cells.Count - no - empty, no, empty);
        }),
    ];
}
