using IntegrationHub.Contracts.Imports;

namespace IntegrationHub.Functions.Imports;

/// <summary>The hub's own names of what the formats tell. Each reader says which of its columns is which.</summary>
public static class Fields
{
    public const string Child = "child";
    public const string Council = "council";
    public const string GivenName = "given-name";
    public const string FamilyName = "family-name";
    public const string NhsNumber = "nhs-number";
    public const string DateOfBirth = "date-of-birth";
    public const string Sex = "sex";
    public const string Ethnicity = "ethnicity";
    public const string HomePostcode = "home-postcode";
    public const string Unaccompanied = "unaccompanied";
    public const string Purge = "purge";
    public const string StartedOn = "started-on";
    public const string StartReason = "start-reason";
    public const string LegalStatus = "legal-status";
    public const string CategoryOfNeed = "category-of-need";
    public const string PlacementType = "placement-type";
    public const string PlacementPostcode = "placement-postcode";
    public const string PlacementArea = "placement-area";
    public const string EndedOn = "ended-on";
    public const string EndReason = "end-reason";
}

/// <summary>One value as the sender wrote it, and where; never empty.</summary>
/// <param name="Column">Name of the column, element or member as the sender has it.</param>
public sealed record Cell(string Text, int Line, string Column);

/// <summary>How the rows of one table are to be read.</summary>
/// <param name="File">What faults call the table.</param>
/// <param name="Columns">The sender's name of each of <see cref="Fields"/> that the table may have.</param>
public sealed record SourceTable(string File, IReadOnlyDictionary<string, string> Columns);

/// <summary>One row of a table: what it tells, by <see cref="Fields"/>. What is empty is not there.</summary>
/// <param name="Line">Its line, 1 for the first of the file.</param>
public sealed record SourceRow(SourceTable Table, int Line, IReadOnlyDictionary<string, Cell> Cells)
{
    public string? Text(string field) => Cells.GetValueOrDefault(field)?.Text;

    /// <summary>A fault at a value, or at the row where the value is missing.</summary>
    public ImportFault Fault(string field, string code, string message) =>
        new(Table.File, Cells.GetValueOrDefault(field)?.Line ?? Line, Cells.GetValueOrDefault(field)?.Column ?? Table.Columns.GetValueOrDefault(field), code, message);

    /// <summary>A fault of the row as a whole.</summary>
    public ImportFault Fault(string code, string message) => new(Table.File, Line, null, code, message);
}

/// <summary>A file as read: its rows, not yet looked at.</summary>
/// <param name="Format">dfe-csc-api, ssda903-csv or ssda903-xml.</param>
/// <param name="Children">A row for each child, with the child's details.</param>
/// <param name="Episodes">A row for each placement or episode of care; they name the child.</param>
/// <param name="Faults">Where the file can't be read at all; then there are no rows.</param>
/// <param name="Council">The council that the file as a whole names; null when it names none.</param>
/// <param name="IgnoredColumns">Names of columns that the hub has no use for.</param>
public sealed record SourceFile(
    string Format, IReadOnlyList<SourceRow> Children, IReadOnlyList<SourceRow> Episodes, IReadOnlyList<ImportFault> Faults, string? Council, IReadOnlyList<string> IgnoredColumns)
{
    /// <summary>More rows than any council's year has.</summary>
    public const int MaxRows = 50_000;

    public static SourceFile Unreadable(string format, params IReadOnlyList<ImportFault> faults) => new(format, [], [], faults, null, []);
}
