using FsCheck.Fluent;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Cases;

public sealed class ChildTests
{
    [Theory]
    [InlineData("2010-11-02", "2026-11-01", 15)]
    [InlineData("2010-11-02", "2026-11-02", 16)]
    [InlineData("2010-11-02", "2026-11-03", 16)]
    [InlineData("2026-11-02", "2026-11-02", 0)]
    [InlineData("2010-12-31", "2026-01-01", 15)]
    public void A_year_is_completed_on_the_birthday(string born, string day, int age) => Age(born, day, age);

    [Fact]
    public void A_child_born_on_a_leap_day_is_not_yet_a_year_older_on_28_February_of_a_common_year() => Age("2012-02-29", "2027-02-28", 14);

    [Fact]
    public void A_child_born_on_a_leap_day_completes_the_year_on_1_March_of_a_common_year() => Age("2012-02-29", "2027-03-01", 15);

    [Fact]
    public void A_child_born_on_a_leap_day_completes_the_year_on_the_leap_day_of_a_leap_year()
    {
        Age("2012-02-29", "2028-02-28", 15);
        Age("2012-02-29", "2028-02-29", 16);
    }

    [Fact]
    public void Without_a_date_of_birth_there_is_no_age() => Assert.Null(new ChildDetails().AgeOn(Moments.Day("2026-11-02")));

    [Fact]
    public void Nobody_grows_younger() => Always.Holds(
        Always.Three(Always.Days, Gen.Choose(0, 6000), Gen.Choose(0, 400)),
        triple =>
        {
            var child = new ChildDetails { DateOfBirth = triple.First };
            var day = triple.First.AddDays(triple.Second);
            Assert.InRange(child.AgeOn(day.AddDays(triple.Third))!.Value - child.AgeOn(day)!.Value, 0, 2);
        });

    [Fact]
    public void A_correction_replaces_what_it_carries_and_leaves_the_rest()
    {
        var corrected = Chronology.Child.CorrectedBy(new ChildDetails { FamilyName = "Corrected", UnaccompaniedAsylumSeeker = false });

        Assert.Equal(Chronology.Child with { FamilyName = "Corrected", UnaccompaniedAsylumSeeker = false }, corrected);
    }

    [Fact]
    public void A_flag_can_be_corrected_from_yes_to_no()
    {
        var child = new ChildDetails { InHospitalSinceBirth = true, KnownToCommunityPaediatrics = true };

        Assert.False(child.CorrectedBy(new ChildDetails { InHospitalSinceBirth = false }).InHospitalSinceBirth);
        Assert.True(child.CorrectedBy(new ChildDetails { InHospitalSinceBirth = false }).KnownToCommunityPaediatrics);
    }

    [Fact]
    public void Every_member_of_the_child_can_be_corrected()
    {
        var told = new ChildDetails
        {
            NhsNumber = "9990000026",
            NhsNumberStatus = "02",
            GivenName = "Other",
            FamilyName = "Name",
            DateOfBirth = Moments.Day("2018-01-01"),
            Sex = "M",
            Ethnicity = "WBRI",
            Address = new Address(["2 Sample Street"], "HP20 1UA"),
            GpPractice = "K82001",
            SchoolUrn = "110369",
            SiblingGroup = "FAM-77",
            InterpreterLanguage = "ti",
            UnaccompaniedAsylumSeeker = true,
            InHospitalSinceBirth = true,
            KnownToCommunityPaediatrics = true,
        };

        Assert.Equal(told, Chronology.Child.CorrectedBy(told));
        Assert.All(typeof(ChildDetails).GetProperties(), member => Assert.NotNull(member.GetValue(told)));
    }

    [Fact]
    public void A_placement_is_corrected_member_by_member_within_the_care_details()
    {
        var corrected = Chronology.Care.CorrectedBy(new CareDetails { Placement = new Placement { LocalAuthority = "931" } });

        Assert.Equal(Chronology.Care with { Placement = Chronology.Care.Placement! with { LocalAuthority = "931" } }, corrected);
    }

    [Fact]
    public void A_first_placement_can_be_laid_over_none() =>
        Assert.Equal("825", new CareDetails().CorrectedBy(new CareDetails { Placement = new Placement { LocalAuthority = "825" } }).Placement!.LocalAuthority);

    [Fact]
    public void Nothing_to_correct_changes_nothing()
    {
        Assert.Equal(Chronology.Child, Chronology.Child.CorrectedBy(new ChildDetails()));
        Assert.Equal(Chronology.Care, Chronology.Care.CorrectedBy(new CareDetails()));
    }

    [Fact]
    public void Addresses_are_the_same_when_their_lines_and_postcode_are()
    {
        var one = new Address(["1 Sample Street", "Aylesbury"], "HP20 1UA");

        Assert.Equal(one, new Address(["1 Sample Street", "Aylesbury"], "HP20 1UA"));
        Assert.Equal(one.GetHashCode(), new Address(["1 Sample Street", "Aylesbury"], "HP20 1UA").GetHashCode());
        Assert.NotEqual(one, new Address(["1 Sample Street"], "HP20 1UA"));
        Assert.NotEqual(one, one with { Postcode = null });
    }

    private static void Age(string born, string day, int expected) =>
        Assert.Equal(expected, new ChildDetails { DateOfBirth = Moments.Day(born) }.AgeOn(Moments.Day(day)));
}
