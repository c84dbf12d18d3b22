namespace IntegrationHub.Domain.Cases;

/// <summary>A postal address as social care holds it.</summary>
public sealed record Address(IReadOnlyList<string> Lines, string? Postcode)
{
    public bool Equals(Address? other) => other is not null && Postcode == other.Postcode && Lines.SequenceEqual(other.Lines);

    public override int GetHashCode() => Lines.Aggregate(Postcode?.GetHashCode(StringComparison.Ordinal) ?? 0, HashCode.Combine);
}

/// <summary>What social care tells of the child. A correction carries only the members it corrects.</summary>
public sealed record ChildDetails
{
    /// <summary>Ten digits, checked.</summary>
    public string? NhsNumber { get; init; }

    /// <summary>NHS number verification status, 01 to 08 (UKCore-NHSNumberVerificationStatusEngland).</summary>
    public string? NhsNumberStatus { get; init; }

    public string? GivenName { get; init; }

    public string? FamilyName { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    /// <summary>M, F or U.</summary>
    public string? Sex { get; init; }

    /// <summary>SSDA903 ethnicity.</summary>
    public string? Ethnicity { get; init; }

    public Address? Address { get; init; }

    /// <summary>ODS code of the GP practice.</summary>
    public string? GpPractice { get; init; }

    /// <summary>Unique reference number of the school, six digits.</summary>
    public string? SchoolUrn { get; init; }

    /// <summary>The council's reference for siblings who should be seen together.</summary>
    public string? SiblingGroup { get; init; }

    /// <summary>BCP 47 language an interpreter is needed for.</summary>
    public string? InterpreterLanguage { get; init; }

    public bool? UnaccompaniedAsylumSeeker { get; init; }

    public bool? InHospitalSinceBirth { get; init; }

    public bool? KnownToCommunityPaediatrics { get; init; }

    /// <summary>These details with those of a correction laid over them.</summary>
    public ChildDetails CorrectedBy(ChildDetails later) => new()
    {
        NhsNumber = later.NhsNumber ?? NhsNumber,
        NhsNumberStatus = later.NhsNumberStatus ?? NhsNumberStatus,
        GivenName = later.GivenName ?? GivenName,
        FamilyName = later.FamilyName ?? FamilyName,
        DateOfBirth = later.DateOfBirth ?? DateOfBirth,
        Sex = later.Sex ?? Sex,
        Ethnicity = later.Ethnicity ?? Ethnicity,
        Address = later.Address ?? Address,
        GpPractice = later.GpPractice ?? GpPractice,
        SchoolUrn = later.SchoolUrn ?? SchoolUrn,
        SiblingGroup = later.SiblingGroup ?? SiblingGroup,
        InterpreterLanguage = later.InterpreterLanguage ?? InterpreterLanguage,
        UnaccompaniedAsylumSeeker = later.UnaccompaniedAsylumSeeker ?? UnaccompaniedAsylumSeeker,
        InHospitalSinceBirth = later.InHospitalSinceBirth ?? InHospitalSinceBirth,
        KnownToCommunityPaediatrics = later.KnownToCommunityPaediatrics ?? KnownToCommunityPaediatrics,
    };

    /// <summary>Age in whole years on a day; null while the date of birth is unknown.</summary>
    public int? AgeOn(DateOnly day)
    {
        if (DateOfBirth is not { } born)
        {
            return null;
        }

        // A child born on 29 February comes of age on 1 March of a common year (English law).
        var years = day.Year - born.Year;
        return (day.Month, day.Day).CompareTo((born.Month, born.Day)) < 0 ? years - 1 : years;
    }
}

/// <summary>Where the child lives.</summary>
public sealed record Placement
{
    /// <summary>SSDA903 placement type.</summary>
    public string? Type { get; init; }

    public DateOnly? StartedOn { get; init; }

    public string? Postcode { get; init; }

    /// <summary>Council in whose area the placement is, three digits.</summary>
    public string? LocalAuthority { get; init; }

    public Placement CorrectedBy(Placement later) => new()
    {
        Type = later.Type ?? Type,
        StartedOn = later.StartedOn ?? StartedOn,
        Postcode = later.Postcode ?? Postcode,
        LocalAuthority = later.LocalAuthority ?? LocalAuthority,
    };
}

/// <summary>What social care tells of the care episode.</summary>
public sealed record CareDetails
{
    /// <summary>Day 0.</summary>
    public DateOnly? BecameLookedAfterOn { get; init; }

    /// <summary>SSDA903 legal status.</summary>
    public string? LegalStatus { get; init; }

    /// <summary>SSDA903 category of need.</summary>
    public string? CategoryOfNeed { get; init; }

    public Placement? Placement { get; init; }

    public CareDetails CorrectedBy(CareDetails later) => new()
    {
        BecameLookedAfterOn = later.BecameLookedAfterOn ?? BecameLookedAfterOn,
        LegalStatus = later.LegalStatus ?? LegalStatus,
        CategoryOfNeed = later.CategoryOfNeed ?? CategoryOfNeed,
        Placement = later.Placement is null ? Placement : (Placement ?? new Placement()).CorrectedBy(later.Placement),
    };
}

/// <summary>Somebody at the council who works with the child, or somebody in the child's own life.</summary>
/// <param name="Role">One of <see cref="Codes.ContactRoles"/>.</param>
public sealed record Contact(string Role, string? Name, string? Email, string? Phone);
