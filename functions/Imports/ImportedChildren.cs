using IntegrationHub.Contracts.Imports;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Imports;

/// <summary>Reads the rows of a file, whatever its format was, child by child.</summary>
internal sealed class ImportedChildren(string council, DateOnly today)
{
    private static readonly SourceRow Nobody = new(new SourceTable("", new Dictionary<string, string>()), 1, new Dictionary<string, Cell>());

    /// <summary>Every child of the file in the order in which the rows name them; each row without a usable reference is a child of its own, with that fault.</summary>
    public IReadOnlyList<ImportedChild> Of(SourceFile file)
    {
        var order = new List<string>();
        var children = Grouped(file.Children, order);
        var episodes = Grouped(file.Episodes, order);
        return [.. order.Distinct().Select(key => Child(children.GetValueOrDefault(key, []), episodes.GetValueOrDefault(key, [])))];
    }

    private static Dictionary<string, List<SourceRow>> Grouped(IReadOnlyList<SourceRow> rows, List<string> order)
    {
        var groups = new Dictionary<string, List<SourceRow>>();
        foreach (var row in rows)
        {
            var key = row.Text(Fields.Child) ?? $"\n{row.Table.File} {row.Line} {order.Count}";
            order.Add(key);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = [];
            }

            group.Add(row);
        }

        return groups;
    }

    private ImportedChild Child(List<SourceRow> rows, List<SourceRow> episodes)
    {
        var faults = new List<ImportFault>();
        var first = rows.Concat(episodes).FirstOrDefault() ?? Nobody;
        var localId = LocalId(first, faults);
        foreach (var row in rows.Concat(episodes).Where(row => row.Text(Fields.Council) is { } named && named != council))
        {
            faults.Add(row.Fault(Fields.Council, FaultCodes.OtherCouncil, "Is another council than the token's."));
        }

        foreach (var again in rows.Skip(1))
        {
            faults.Add(again.Fault(Fields.Child, FaultCodes.ChildTwice, "The child's details stand in the file twice."));
        }

        var details = rows.Count == 0 ? new ChildDetails() : Details(new RowReader(rows[0], today, faults));
        var read = episodes.Select(row => Episode(new RowReader(row, today, faults))).ToList();
        var isWhole = read.TrueForAll(episode => episode is not null);
        var periods = isWhole ? CarePeriods.Of(read.OfType<ImportedEpisode>(), faults) : [];
        RefuseImpossible(rows.FirstOrDefault() ?? first, details, periods, faults);
        return new ImportedChild(first, localId ?? "", WithHome(details, episodes, faults), periods, rows.Exists(row => row.Text(Fields.Purge) == "true"), [.. faults.Distinct()]);
    }

    /// <summary>What a notification would take as its subject, and no spreadsheet takes for a formula.</summary>
    private string? LocalId(SourceRow row, List<ImportFault> faults) => new RowReader(row, today, faults).Text(Fields.Child, 100, required: true);

    private static ChildDetails Details(RowReader row)
    {
        var number = NumberOf(row);
        var home = row.Postcode(Fields.HomePostcode);
        return new ChildDetails
        {
            NhsNumber = number,
            GivenName = row.Text(Fields.GivenName),
            FamilyName = row.Text(Fields.FamilyName),
            DateOfBirth = row.Date(Fields.DateOfBirth),
            Sex = row.Code(Fields.Sex, ["1", "2", .. Ssda903.Sexes], "SSDA903 sex, 1 or 2; or M, F, U") switch { "1" => "M", "2" => "F", var sex => sex },
            Ethnicity = row.Code(Fields.Ethnicity, Ssda903.EthnicityToNhs.Keys, "SSDA903 ethnicity"),
            Address = home is null ? null : new Address([], home),
            UnaccompaniedAsylumSeeker = row.Flag(Fields.Unaccompanied),
        };
    }

    /// <summary>Ten digits; spaces between them are taken away.</summary>
    private static string? NumberOf(RowReader row)
    {
        if (row.Text(Fields.NhsNumber) is not { } text)
        {
            return null;
        }

        switch (NhsNumber.Parse(text.Replace(" ", "", StringComparison.Ordinal), out var number))
        {
            case NhsNumberFault.Format:
                row.Fault(Fields.NhsNumber, FaultCodes.NhsNumberFormat, "Must be ten digits.");
                return null;
            case NhsNumberFault.CheckDigit:
                row.Fault(Fields.NhsNumber, FaultCodes.NhsNumberCheckDigit, "The last digit is not the check digit of the first nine.");
                return null;
            default:
                return number.Value;
        }
    }

    private static ImportedEpisode? Episode(RowReader row)
    {
        var startedOn = row.Date(Fields.StartedOn, required: true);
        var reason = row.Code(Fields.StartReason, Ssda903.ReasonsForNewEpisode.Keys, "SSDA903 reason for new episode", required: true);
        var type = row.Code(Fields.PlacementType, Ssda903.PlacementTypes.Keys, "SSDA903 placement type", required: true);
        var legalStatus = row.Code(Fields.LegalStatus, Ssda903.LegalStatuses.Keys, "SSDA903 legal status", required: row.Row.Table.Columns[Fields.LegalStatus] == "LS");
        var need = row.Code(Fields.CategoryOfNeed, Ssda903.CategoriesOfNeed.Keys, "SSDA903 category of need");
        var postcode = row.Postcode(Fields.PlacementPostcode);
        var area = row.Form(Fields.PlacementArea, LocalAuthorityCode.Form(), FaultCodes.LocalAuthorityFormat, "Must be a council's three-digit code.");
        var endedOn = row.Date(Fields.EndedOn);
        var endReason = row.Code(Fields.EndReason, Ssda903.ReasonsCeased, "SSDA903 reason episode ceased");
        return startedOn is not { } on || reason is null || type is null ? null : new ImportedEpisode(
            row.Row, on, reason, legalStatus, need, new Placement { Type = type, StartedOn = on, Postcode = postcode, LocalAuthority = area }, endedOn, endReason);
    }

    /// <summary>SSDA903 has the home's postcode on the episodes: that of the first is where the child came from.</summary>
    private ChildDetails WithHome(ChildDetails details, List<SourceRow> episodes, List<ImportFault> faults)
    {
        var homes = episodes.Where(row => row.Cells.ContainsKey(Fields.HomePostcode)).Select(row => new RowReader(row, today, faults).Postcode(Fields.HomePostcode)).OfType<string>().ToList();
        return details.Address is null && homes.Count > 0 ? details with { Address = new Address([], homes[0]) } : details;
    }

    private static void RefuseImpossible(SourceRow row, ChildDetails details, IReadOnlyList<CarePeriod> periods, List<ImportFault> faults)
    {
        if (periods.Count == 0 || details.DateOfBirth is not { } born)
        {
            return;
        }

        if (periods.Any(period => period.StartedOn < born))
        {
            faults.Add(row.Fault(Fields.DateOfBirth, FaultCodes.BornAfterCareStart, "Lies after the day care began."));
        }
        else if (details.AgeOn(periods[^1].StartedOn) >= 18)
        {
            faults.Add(row.Fault(Fields.DateOfBirth, FaultCodes.NotAChild, "Makes the person 18 or over on the day care began."));
        }
    }
}
