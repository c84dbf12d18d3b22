using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Domain.Alarms;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Pathways;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Domain.Reviews;

namespace IntegrationHub.Functions.Storage;

/// <summary>
/// The key dates and status of a case, repeated as blob metadata in the same put, so that a list over a council is a listing
/// and not N reads. Nothing in it names a person, and nothing depends on the clock.
/// </summary>
public static class CaseMetadata
{
    /// <summary>Changes when a case's metadata say something else than before: the open cases then get theirs anew.</summary>
    public const string Layout = "4";

    // Roles of open alerts for which the case names no address, by comma.
    private const string WithoutAddress = "withoutaddress";

    // Channels for which notices wait and since when, channel/instant by comma.
    private const string Failing = "failing";

    // Where there is one of both: what the case's policy follows from, beside the council.
    private const string FirstProvider = "firstprovider";
    private const string DayZero = "dayzero";

    // Roles of open alerts whose last notice was refused for good, by comma.
    private const string Refused = "refused";

    /// <summary>Metadata name: <see cref="Policies.CaseRules.Fingerprint"/> of the rules by which the metadata and the index entries were made.</summary>
    public const string CountedBy = "countedby";

    private const string Status = "status";

    /// <summary>Metadata name: <c>out</c> when the child is placed in another council's area.</summary>
    public const string Area = "area";

    /// <summary>Metadata name: which children of a council are siblings, by a hash.</summary>
    public const string Siblings = "siblings";

    /// <summary>Metadata name: <c>true</c> while the council has yet to collect a document that the health team returned.</summary>
    public const string Uncollected = "tocollect";

    /// <summary>Metadata name: the day by which a review that was referred, and isn't done, is due.</summary>
    public const string ReviewDue = "reviewdue";

    /// <summary>Metadata name: the day on which care began, as short breaks perhaps. No clock of the case started before.</summary>
    public const string CareBegan = "carebegan";

    private const string DateFormat = "yyyy-MM-dd";

    public static Dictionary<string, string> Of(CaseState state, Policy policy, WorkingDays calendar)
    {
        var metadata = new Dictionary<string, string>
        {
            [Status] = CaseStatus.Of(state, policy),
            ["pathway"] = Pathway.Of(state, policy).Name,
            [CareBegan] = Text(state.LegalStatuses.Select(span => span.From).Append(state.Care.BecameLookedAfterOn).Min()),
            ["backdated"] = KeyDateStandings.IsBackdated(state, policy, calendar) ? "true" : "false",
        };
        AddForLists(metadata, state, policy);
        AddAlerts(metadata, state);
        FiguresMetadata.Add(metadata, CaseFigures.Of(state, policy, calendar, TeamOf));
        return metadata;
    }

    /// <summary>The case's status, as its metadata say it; null of a case that has none there.</summary>
    public static string? StatusOf(IDictionary<string, string> metadata) => metadata.TryGetValue(Status, out var status) ? status : null;

    /// <summary>What an open case's metadata say of its alerts; null when there is nothing to watch.</summary>
    public static AlertsOfCase? AlertsOf(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(FirstProvider, out var provider) && metadata.TryGetValue(DayZero, out var text)
        && DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var dayZero)
            ? new AlertsOfCase(provider, dayZero, Split(metadata, WithoutAddress), Split(metadata, Refused), [.. Split(metadata, Failing).Select(FailingOf).OfType<FailingChannel>()])
            : null;

    /// <summary>A team is known by its manager's e-mail address, here as a hash: metadata names nobody.</summary>
    public static string TeamOf(string teamManagerEmail) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(teamManagerEmail.Trim().ToUpperInvariant())));

    private static void AddForLists(Dictionary<string, string> metadata, CaseState state, Policy policy)
    {
        if (state.Care.Placement?.LocalAuthority is { } area && area != state.Header.LocalAuthority)
        {
            metadata[Area] = "out";
        }

        if (state.Child.SiblingGroup is { Length: > 0 } group)
        {
            metadata[Siblings] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{state.Header.LocalAuthority}\n{group}")))[..16];
        }

        if (state.Documents.Any(document => DocumentKinds.FromHealth.Contains(document.Document.Kind) && document.CollectedAt is null && !state.IsReplaced(document.Document.DocumentId)))
        {
            metadata[Uncollected] = "true";
        }

        if (ReviewCycle.Of(state, policy).LastOrDefault(review => review.Outcome == ReviewOutcome.Open) is { } open)
        {
            metadata[ReviewDue] = Text(open.DueOn);
        }
    }

    private static void AddAlerts(Dictionary<string, string> metadata, CaseState state)
    {
        var (roles, refused) = (Plain(Reach.WithoutAddress(state)), Plain(Reach.Refused(state)));
        var failing = FailingChannels.Of(state);
        if (roles.Count == 0 && refused.Count == 0 && failing.Count == 0)
        {
            return;
        }

        (metadata[FirstProvider], metadata[DayZero]) = (state.Referrals[0].Provider, Text(state.DayZero));
        if (roles.Count > 0)
        {
            metadata[WithoutAddress] = string.Join(',', roles);
        }

        if (refused.Count > 0)
        {
            metadata[Refused] = string.Join(',', refused);
        }

        if (failing.Count > 0)
        {
            metadata[Failing] = string.Join(',', failing.Select(channel => $"{channel.Channel}/{CaseIndex.SortableInstant(channel.Since)}"));
        }
    }

    private static List<string> Plain(IEnumerable<string> roles) =>
        [.. roles.Where(role => role.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))];

    private static string[] Split(IDictionary<string, string> metadata, string name) =>
        metadata.TryGetValue(name, out var value) ? value.Split(',') : [];

    private static FailingChannel? FailingOf(string text) =>
        text.Split('/') is [var channel, var instant] && CaseIndex.TryReadInstant(instant, out var since) ? new FailingChannel(channel, since) : null;

    private static string Text(DateOnly? date) => date?.ToString(DateFormat, CultureInfo.InvariantCulture) ?? "";
}

/// <summary>What a case's metadata say of its alerts.</summary>
/// <param name="FirstProvider">ODS code of the provider that the case was first referred to.</param>
/// <param name="DayZero">With council and first provider it says which policy decides about the case.</param>
/// <param name="WithoutAddress">Roles of open alerts for which the case names no address.</param>
/// <param name="Refused">Roles of open alerts whose last notice was refused for good.</param>
/// <param name="Failing">The channels for which notices wait.</param>
public sealed record AlertsOfCase(string FirstProvider, DateOnly DayZero, IReadOnlyList<string> WithoutAddress, IReadOnlyList<string> Refused, IReadOnlyList<FailingChannel> Failing);
