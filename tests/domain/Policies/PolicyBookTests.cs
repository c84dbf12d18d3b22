using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Policies;

/// <summary>Which policy decides about a case.</summary>
public sealed class PolicyBookTests
{
    private static readonly Policy Any = Of("*", "*", "2020-01-01");
    private static readonly Policy OfProvider = Of("*", "RXQ", "2020-01-01");
    private static readonly Policy OfCouncil = Of("825", "*", "2020-01-01");
    private static readonly Policy OfBoth = Of("825", "RXQ", "2020-01-01");

    [Theory]
    [InlineData("825", "RXQ", "825 RXQ")]
    [InlineData("825", "RTH", "825 *")]
    [InlineData("826", "RXQ", "* RXQ")]
    [InlineData("826", "RTH", "* *")]
    public void The_closest_match_decides(string council, string provider, string expected) =>
        Assert.Equal(expected, Name(new PolicyBook([Any, OfProvider, OfCouncil, OfBoth]).For(council, provider, Moments.Day("2026-10-30"))));

    [Fact]
    public void The_closer_match_goes_before_the_later_date() =>
        Assert.Same(OfBoth, new PolicyBook([OfBoth, Of("825", "*", "2026-01-01"), Of("*", "*", "2026-10-30")]).For("825", "RXQ", Moments.Day("2026-10-30")));

    [Fact]
    public void Without_a_match_the_built_in_default_decides()
    {
        Assert.Same(Policy.Default, new PolicyBook([OfBoth]).For("826", "RXQ", Moments.Day("2026-10-30")));
        Assert.Same(Policy.Default, PolicyBook.BuiltIn.For("825", "RXQ", Moments.Day("2026-10-30")));
        Assert.Same(Policy.Default, new PolicyBook([OfBoth]).For(Chronology.Empty.State));
    }

    [Theory]
    [InlineData("2026-10-31", "2020-01-01")]
    [InlineData("2026-11-01", "2026-11-01")]
    [InlineData("2026-11-02", "2026-11-01")]
    [InlineData("2019-12-31", "0001-01-01")]
    public void A_change_counts_from_its_day_on_whatever_order_the_files_are_in(string dayZero, string from)
    {
        var later = Of("825", "RXQ", "2026-11-01");

        Assert.Equal(Moments.Day(from), new PolicyBook([OfBoth, later]).For("825", "RXQ", Moments.Day(dayZero)).From);
        Assert.Equal(Moments.Day(from), new PolicyBook([later, OfBoth]).For("825", "RXQ", Moments.Day(dayZero)).From);
    }

    [Fact]
    public void A_case_keeps_the_policy_of_its_day_0_however_late_it_is_told_and_a_correction_across_the_change_takes_the_other()
    {
        var later = Of("825", "RXQ", "2026-11-01");
        var book = new PolicyBook([OfBoth, later]);
        var backdated = Chronology.Opened("2026-10-30", "2026-12-01T09:00:00Z");

        Assert.Same(OfBoth, book.For(backdated.State));
        Assert.Same(OfBoth, book.For(backdated.Consent("2026-12-02").Papers("2026-12-03").State));
        Assert.Same(later, book.For(backdated.DayZeroCorrected("2026-12-02", "2026-11-01").State));
    }

    [Fact]
    public void The_provider_that_a_case_was_first_referred_to_decides_also_after_another_is_asked()
    {
        var state = Chronology.Example.State;
        var rerouted = state with { Referrals = [.. state.Referrals, state.Referral with { Number = 2, Provider = "RTH" }] };

        Assert.Equal("RTH", rerouted.HealthProvider);
        var book = new PolicyBook([OfBoth with { EarlierAssessmentMonths = 2, DigestOver = 3 }, Of("825", "RTH", "2020-01-01")]);
        Assert.Equal(("825 RXQ", 2, 3), (Name(book.For(rerouted)), book.For(rerouted).EarlierAssessmentMonths, book.For(rerouted).DigestOver));
        Assert.Same(OfBoth.KeyDates, book.For(rerouted).KeyDates);
    }

    [Fact]
    public void Once_another_provider_is_asked_notices_go_as_the_councils_partnership_with_that_one_chose()
    {
        var night = new QuietHours(new TimeOnly(20, 0), new TimeOnly(7, 0), false);
        var first = OfBoth with
        {
            RoleAddresses = Names("rxq", "cic-health-team", "designated-nurse", "service-manager", "commissioner"),
            Channels = new Dictionary<string, string> { ["cic-health-team"] = "webhook", ["service-manager"] = "webhook" },
            DefaultChannel = "local-record",
            QuietHours = night,
        };
        var other = Of("825", "RTH", "2020-01-01") with
        {
            RoleAddresses = Names("rth", "cic-health-team", "commissioner"),
            Channels = new Dictionary<string, string> { ["cic-health-team"] = "notify" },
            DefaultChannel = "webhook",
        };
        var book = new PolicyBook([first, other]);
        Assert.Same(first, book.For(Chronology.Example.State));

        var policy = book.For(SentOn("2026-11-05"));
        Assert.Equal(
            ["cic-health-team@rth.example", "commissioner@rth.example", "service-manager@rxq.example"], policy.RoleAddresses.Values.Order(StringComparer.Ordinal));
        Assert.Equal(("notify", "webhook", "webhook", null), (policy.Channels["cic-health-team"], policy.Channels["service-manager"], policy.DefaultChannel, policy.QuietHours));
    }

    [Fact]
    public void How_the_other_provider_is_reached_is_as_of_the_day_it_was_asked()
    {
        var book = new PolicyBook([OfBoth, Of("825", "RTH", "2026-11-05") with { RoleAddresses = Names("rth", "cic-health-team") }]);

        Assert.Equal(["cic-health-team"], book.For(SentOn("2026-11-05")).RoleAddresses.Keys);
        Assert.Empty(book.For(SentOn("2026-11-04")).RoleAddresses);
    }

    private static CaseState SentOn(string on) => Chronology.Example.Then(on, new ReferralRaised(2, 0, "RTH", ReferralReasons.ProviderChanged)).State;

    private static Dictionary<string, string> Names(string at, params string[] roles) => roles.ToDictionary(role => role, role => $"{role}@{at}.example");

    [Fact]
    public void The_provider_asked_for_a_council_is_the_one_of_its_latest_policy_that_has_started_and_says()
    {
        var book = new PolicyBook(
        [
            OfCouncil with { ProviderOfCouncil = Serves("825", "RTH") }, Of("825", "*", "2026-11-01") with { ProviderOfCouncil = Serves("825", "RHW") },
            Of("825", "RXQ", "2026-12-01") with { ProviderOfCouncil = new Dictionary<string, string>() }, Any with { From = Moments.Day("2026-12-15") },
        ]);

        Assert.Equal("RTH", book.ProviderOf("825", Moments.Day("2026-10-31")));
        Assert.Equal("RHW", book.ProviderOf("825", Moments.Day("2026-11-01")));
        Assert.Equal("RHW", book.ProviderOf("825", Moments.Day("2026-12-31")));
        Assert.Equal("RXQ", book.ProviderOf("825", Moments.Day("2019-12-31")));
        Assert.Null(book.ProviderOf("826", Moments.Day("2026-11-01")));
    }

    [Fact]
    public void A_book_with_further_policies_has_the_new_one_in_place_of_the_same_partnerships_and_days()
    {
        var changed = OfBoth with { DigestOver = 3 };
        var book = new PolicyBook([OfBoth, OfCouncil]).With([changed, Any]);

        Assert.Equal([OfCouncil, changed, Any], book.Policies);
    }

    [Fact]
    public void A_policy_that_starts_after_day_0_is_too_late_for_the_case_and_one_of_others_is_not()
    {
        var state = Chronology.Example.State;

        Assert.True(new PolicyBook([Of("825", "RXQ", "2026-10-31")]).StartsTooLateFor(state));
        Assert.True(new PolicyBook([OfBoth, Of("*", "*", "2027-01-01")]).StartsTooLateFor(state));
        Assert.False(new PolicyBook([Of("825", "RXQ", "2026-10-30")]).StartsTooLateFor(state));
        Assert.False(new PolicyBook([Of("826", "RXQ", "2027-01-01"), Of("825", "RTH", "2027-01-01")]).StartsTooLateFor(state));
    }

    private static Policy Of(string council, string provider, string from) =>
        Policy.Default with { Council = council, Provider = provider, From = Moments.Day(from) };

    private static string Name(Policy policy) => $"{policy.Council} {policy.Provider}";

    private static Dictionary<string, string> Serves(string council, string provider) => new() { [council] = provider };
}
