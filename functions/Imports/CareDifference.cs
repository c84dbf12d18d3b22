using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Functions.Imports;

/// <summary>
/// What a file says of a child that the hub doesn't know yet, as the facts of notifications. What the hub knows and the file doesn't tell stays; so does what the hub
/// knows of later than the file's rows: a file that was overtaken takes nothing back.
/// </summary>
internal static class CareDifference
{
    /// <summary>Which time of care a case is about; null when the file tells of none that overlaps it.</summary>
    public static CarePeriod? PeriodOf(CaseState state, IReadOnlyList<CarePeriod> periods)
    {
        var began = state.Care.BecameLookedAfterOn;
        return periods.FirstOrDefault(period => period.BeginsInFile && period.StartedOn == began)
            ?? periods.FirstOrDefault(period => (period.End?.On ?? DateOnly.MaxValue) > began && (state.Ceased is not { } ceased || period.StartedOn < ceased.On));
    }

    /// <summary>All that a new child's time of care comes to, from its first row on.</summary>
    /// <param name="provider">ODS code of who is asked.</param>
    public static IReadOnlyList<FactData> Opening(ImportedChild child, CarePeriod period, string provider)
    {
        var care = new CareDetails
        {
            BecameLookedAfterOn = period.StartedOn,
            LegalStatus = period.LegalStatuses.Select(status => status.Code).FirstOrDefault(),
            CategoryOfNeed = period.CategoryOfNeed,
            Placement = period.Placements[0],
        };

        // The hub's own list has a status for each: not declared verified, or still to be traced.
        var details = child.Details with { NhsNumberStatus = child.Details.NhsNumber is null ? TraceRequired : NhsNumberStatuses.NotTraced };
        return
        [
            new BecameLookedAfter(details, care, [], provider),
            .. period.LegalStatuses.Skip(1).Select(status => new LegalStatusChanged(status.Code, status.From)),
            .. period.Placements.Skip(1).Select(placement => new PlacementChanged(placement)),
        ];
    }

    /// <summary>What a case that is there learns.</summary>
    /// <param name="period">The time of care that it is about; null for the child's details alone.</param>
    public static IReadOnlyList<FactData> Changes(CaseState state, ImportedChild child, CarePeriod? period, DateTimeOffset now)
    {
        var details = Told(state.Child, child.Details);
        if (period is null)
        {
            return details is null ? [] : [new DetailsCorrected(details, null)];
        }

        var (placement, moves) = Placements(state.Care.Placement, period);
        var (legalStatus, statuses) = LegalStatuses(state, period, now);
        var care = new CareDetails
        {
            BecameLookedAfterOn = period.BeginsInFile && period.StartedOn != state.Care.BecameLookedAfterOn ? period.StartedOn : null,
            LegalStatus = legalStatus,
            CategoryOfNeed = period.CategoryOfNeed is { } need && need != state.Care.CategoryOfNeed && (period.BeginsInFile || state.Care.CategoryOfNeed is null) ? need : null,
            Placement = placement,
        };
        var corrected = care == new CareDetails() ? null : care;
        return
        [
            .. details is null && corrected is null ? (IEnumerable<FactData>)[] : [new DetailsCorrected(details, corrected)],
            .. statuses,
            .. moves,
            .. period.End is { } end && end != state.Ceased ? (IEnumerable<FactData>)[end] : [],
        ];
    }

    private const string TraceRequired = "03";

    private static ChildDetails? Told(ChildDetails known, ChildDetails told)
    {
        var number = Other(known.NhsNumber, told.NhsNumber);
        var details = new ChildDetails
        {
            NhsNumber = number,
            NhsNumberStatus = number is null ? null : NhsNumberStatuses.NotTraced,
            GivenName = Other(known.GivenName, told.GivenName),
            FamilyName = Other(known.FamilyName, told.FamilyName),
            DateOfBirth = told.DateOfBirth == known.DateOfBirth ? null : told.DateOfBirth,
            Sex = Other(known.Sex, told.Sex),
            Ethnicity = Other(known.Ethnicity, told.Ethnicity),

            // A postcode alone must not take the place of an address.
            Address = known.Address is null ? told.Address : null,
            UnaccompaniedAsylumSeeker = told.UnaccompaniedAsylumSeeker == (known.UnaccompaniedAsylumSeeker ?? false) ? null : told.UnaccompaniedAsylumSeeker,
        };
        return details == new ChildDetails() ? null : details;
    }

    private static string? Other(string? known, string? told) => told == known ? null : told;

    /// <summary>The known placement corrected, and the moves after it.</summary>
    private static (Placement? Corrected, IReadOnlyList<PlacementChanged> Moves) Placements(Placement? known, CarePeriod period)
    {
        if (known?.StartedOn is not { } since)
        {
            return (null, [.. period.Placements.TakeLast(1).Select(placement => new PlacementChanged(placement))]);
        }

        var last = period.Placements[^1];
        var same = period.Placements.FirstOrDefault(placement => placement.StartedOn == since) ?? (IsSamePlace(known, last) ? last : null);
        var corrected = same is null ? null : new Placement
        {
            Type = Other(known.Type, same.Type),
            StartedOn = same.StartedOn == since || !period.BeginsInFile ? null : same.StartedOn,
            Postcode = IsSamePostcode(known.Postcode, same.Postcode) ? null : same.Postcode,
            LocalAuthority = Other(known.LocalAuthority, same.LocalAuthority),
        };
        var moves = period.Placements.Where(placement => placement.StartedOn > since && placement != same)
            .Select(placement => new PlacementChanged(WithArea(placement, known)));
        return (corrected == new Placement() ? null : corrected, [.. moves]);
    }

    /// <summary>Another kind of placement at the same address is in the same area.</summary>
    private static Placement WithArea(Placement placement, Placement known) =>
        placement is { LocalAuthority: null, Postcode: not null } && IsSamePostcode(known.Postcode, placement.Postcode) ? placement with { LocalAuthority = known.LocalAuthority } : placement;

    private static bool IsSamePlace(Placement one, Placement other) => one.Type == other.Type && IsSamePostcode(one.Postcode, other.Postcode);

    private static bool IsSamePostcode(string? known, string? told) => told is null || (known is not null && RowReader.Normal(known) == told);

    /// <summary>The status that holds corrected, where it was wrong since care began; and each that holds since another day than the hub knows.</summary>
    private static (string? Corrected, IReadOnlyList<LegalStatusChanged> Changes) LegalStatuses(CaseState state, CarePeriod period, DateTimeOffset now)
    {
        var (known, changes, corrected) = (state.LegalStatuses, new List<LegalStatusChanged>(), (string?)null);
        foreach (var ((from, code), at) in period.LegalStatuses.Select((status, at) => (status, at)))
        {
            if (Domain.Cases.LegalStatuses.On(known, from) == code)
            {
                continue;
            }

            if (at == 0 && period.BeginsInFile && known.Count <= 1)
            {
                corrected = code;
                known = Domain.Cases.LegalStatuses.Corrected(known, code, now);
                continue;
            }

            changes.Add(new LegalStatusChanged(code, from));
            known = Domain.Cases.LegalStatuses.With(known, code, from, from, now);
        }

        return (corrected, changes);
    }
}
