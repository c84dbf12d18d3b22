namespace IntegrationHub.Contracts.Imports;

/// <summary>One fault of a file, in the sender's own terms. It never repeats a value: values may be personal.</summary>
/// <param name="File">Which table: header, episodes, or the file where there is one.</param>
/// <param name="Line">Line of the file, 1 for the first.</param>
/// <param name="Column">Name of the column, element or member as the sender has it; null when the fault is about the row or the child as a whole.</param>
/// <param name="Code">One of <see cref="Problems.FaultCodes"/>, or the code of a refusal.</param>
/// <param name="Message">Plain English for whoever makes the file.</param>
public sealed record ImportFault(string File, int Line, string? Column, string Code, string Message);

/// <summary>A child of whom the file had news.</summary>
/// <param name="Line">Line on which the file first names the child.</param>
/// <param name="CaseId">The case that took the last of the events, or would take it.</param>
/// <param name="Events">CloudEvents types, in the order in which they were taken.</param>
/// <param name="NotGiven">What the file didn't tell of a new child: name, nhs-number, legal-status, placement-area.</param>
/// <param name="OverdueAtOnce">True for a new child whose summary and plan were due before today.</param>
public sealed record ImportedChildView(
    string File, int Line, string CaseId, IReadOnlyList<string> Events, IReadOnlyList<string> NotGiven, bool OverdueAtOnce);

/// <summary>A child about whom nothing was done, though nothing is wrong with the rows.</summary>
/// <param name="Code">One of <see cref="LeftOutCodes"/>.</param>
public sealed record LeftOutView(string File, int Line, string Code, string Message);

/// <summary>How many children came to what.</summary>
/// <param name="InFile">In the whole file.</param>
/// <param name="Read">In the part that this answer is about; the sum of those that follow.</param>
/// <param name="New">Whose case was opened.</param>
/// <param name="Changed">Whose open case learnt something.</param>
/// <param name="Unchanged">Of whom all was known.</param>
/// <param name="Refused">With a fault: nothing of them was kept.</param>
public sealed record ImportCounts(int InFile, int Read, int New, int Changed, int Unchanged, int LeftOut, int Refused);

/// <summary>What came of an import.</summary>
/// <param name="Format">dfe-csc-api, ssda903-csv or ssda903-xml.</param>
/// <param name="DryRun">True: nothing was kept; this is what would come of it.</param>
/// <param name="Events">How many events of which CloudEvents type.</param>
/// <param name="FaultsNotShown">How many more faults there are than are listed.</param>
/// <param name="IgnoredColumns">Columns of the file that the hub has no use for.</param>
public sealed record ImportReport(
    string Format, bool DryRun, ImportCounts Children, IReadOnlyDictionary<string, int> Events, IReadOnlyList<ImportedChildView> Taken,
    IReadOnlyList<LeftOutView> LeftOut, IReadOnlyList<ImportFault> Faults, int FaultsNotShown, IReadOnlyList<string> IgnoredColumns);

/// <summary>Why nothing was done about a child.</summary>
public static class LeftOutCodes
{
    /// <summary>No placement or episode of care, and no case.</summary>
    public const string NotLookedAfter = "not-looked-after";

    /// <summary>Care ended before the hub was told of it.</summary>
    public const string CareEnded = "care-ended";

    /// <summary>Care began before the day that the request names.</summary>
    public const string BeforeSince = "before-since";

    /// <summary>The row with which care began is not in the file.</summary>
    public const string StartNotInFile = "start-not-in-file";

    /// <summary>The sender marked the child to be purged: the hub removes nothing on that word.</summary>
    public const string Purged = "purged";

    /// <summary>The hub was told that care ended, and the file doesn't say so.</summary>
    public const string EndedInHub = "ended-in-hub";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [NotLookedAfter, CareEnded, BeforeSince, StartNotInFile, Purged, EndedInHub];
}
