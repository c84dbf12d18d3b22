using IntegrationHub.Contracts.Imports;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Functions.Imports;

/// <summary>Counts what came of each child.</summary>
internal sealed class ImportTally
{
    private const int MaxFaults = 1000;

    private static readonly Dictionary<string, string> WhyLeftOut = new()
    {
        [LeftOutCodes.NotLookedAfter] = "The file tells of no placement, and the hub has no case.",
        [LeftOutCodes.CareEnded] = "Care has ended, and the hub was never told of it: there is nothing left to assess.",
        [LeftOutCodes.BeforeSince] = "Care began before the day that was asked for.",
        [LeftOutCodes.StartNotInFile] = "The row with which care began (S) is not in the file: when the assessment is due can't be told.",
        [LeftOutCodes.Purged] = "The sender purges the child. The hub removes nothing on that word: see retention and legal holds.",
        [LeftOutCodes.EndedInHub] = "The hub was told that care ended, and the file says that it goes on. Send uk.lac.care-end-withdrawn.v1 if the file is right.",
    };

    private readonly List<ImportedChildView> taken = [];
    private readonly List<LeftOutView> leftOut = [];
    private readonly List<ImportFault> faults = [];
    private readonly SortedDictionary<string, int> events = new(StringComparer.Ordinal);
    private int opened;
    private int unchanged;
    private int refused;

    /// <summary>The cases that took something.</summary>
    public IReadOnlyList<string> CaseIds => [.. taken.Select(child => child.CaseId)];

    public void Refused(IEnumerable<ImportFault> why)
    {
        refused++;
        faults.AddRange(why);
    }

    /// <summary>A refusal of the hub's own: about the child, so at the row that names it first.</summary>
    public void Refused(ImportedChild child, Refusal refusal) => Refused(refusal.Faults.Count == 0
        ? [child.Row.Fault(refusal.Code, refusal.Detail)]
        : refusal.Faults.Select(fault => child.Row.Fault(fault.Code, fault.Message)));

    public void LeftOut(ImportedChild child, string code) => leftOut.Add(new LeftOutView(child.Row.Table.File, child.Row.Line, code, WhyLeftOut[code]));

    public void Unchanged() => unchanged++;

    public void Taken(ImportedChild child, ImportPlan plan, bool isOverdue)
    {
        opened += plan.Opened is null ? 0 : 1;
        var types = plan.Steps.SelectMany(step => step.Notifications).Select(notification => notification.Type).ToList();
        foreach (var type in types)
        {
            events[type] = events.GetValueOrDefault(type) + 1;
        }

        taken.Add(new ImportedChildView(
            child.Row.Table.File, child.Row.Line, plan.Steps[^1].Stored.State.Header.CaseId, types, plan.Opened is null ? [] : [.. NotGiven(child, plan.Opened)], isOverdue));
    }

    /// <param name="inFile">Children in the whole file.</param>
    public ImportReport Report(SourceFile file, bool dryRun, int inFile) => new(
        file.Format, dryRun,
        new ImportCounts(inFile, taken.Count + unchanged + leftOut.Count + refused, opened, taken.Count - opened, unchanged, leftOut.Count, refused),
        events, taken, leftOut, [.. faults.Take(MaxFaults)], Math.Max(0, faults.Count - MaxFaults), file.IgnoredColumns);

    private static IEnumerable<string> NotGiven(ImportedChild child, CarePeriod period)
    {
        if (child.Details.GivenName is null || child.Details.FamilyName is null)
        {
            yield return "name";
        }

        if (child.Details.NhsNumber is null)
        {
            yield return "nhs-number";
        }

        if (period.LegalStatuses.Count == 0)
        {
            yield return "legal-status";
        }

        if (period.Placements[^1].LocalAuthority is null)
        {
            yield return "placement-area";
        }
    }
}
