using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Escalations;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Notifications;
using Route = IntegrationHub.Domain.Policies.Route;

namespace IntegrationHub.Functions.Policies;

/// <summary>Reads the content of one policy file. What it leaves out is as in the built-in default.</summary>
internal static partial class PolicyReader
{
    private const int MostMonths = 24;
    private const int MostItems = 500;
    private static readonly string[] NullMeansNone = ["/quietHours", "/channels/default"];

    /// <returns>The policy as far as it could be read, null when even its partnership or day is not known; and every fault.</returns>
    public static (Policy? Policy, IReadOnlyList<Fault> Faults) Read(JsonElement json)
    {
        var faults = new List<Fault>();
        var file = new ObjectReader(json, "", faults);
        file.OptionalText("$schema", 500);
        var policy = Policy(file);
        file.RefuseUnknownMembers();
        var named = faults.Select(fault => fault.Pointer).ToHashSet();
        faults.AddRange(JsonMembers.Faults(json, NullMeansNone).Where(fault => fault.Code == FaultCodes.DuplicateMember || !named.Contains(fault.Pointer)));
        return (policy, faults);
    }

    private static Policy? Policy(ObjectReader file)
    {
        var council = file.Form("council", CouncilOrAny(), FaultCodes.LocalAuthorityFormat, "Must be a council's three digits, or * for any.", required: true);
        var provider = file.Form("provider", ProviderOrAny(), FaultCodes.OdsCodeFormat, "Must be an ODS code, such as RXQ, or * for any.", required: true);
        var from = file.Date("from", DateOnly.MaxValue, required: true);
        var built = Domain.Policies.Policy.Default;

        // Where one of the two can't be read, it isn't known whether it is a partnership's: that fault is named already.
        var isOfPartnership = (council, provider) is not (null or Domain.Policies.Policy.Any, null or Domain.Policies.Policy.Any);
        var policy = built with
        {
            Council = council ?? "",
            Provider = provider ?? "",
            From = from ?? default,
            KeyDates = KeyDatePolicyReader.Read(file.Object("keyDates"), built.KeyDates),
            Reviews = Reviews(file.Object("reviews"), built.Reviews),
            QuietHours = Quiet(file.Object("quietHours")),
            RoleAddresses = ByRole(file.Object("directory"), isOfPartnership, (directory, role) =>
                directory.Form(role, Forms.Email(), FaultCodes.EmailFormat, "Must be an e-mail address.", required: true)),
            DigestOver = file.WholeNumber("digestOver", 1, 1000) ?? built.DigestOver,
            SilentCouncilWorkingDays = file.WholeNumber("silentCouncilWorkingDays", 0, 250) ?? built.SilentCouncilWorkingDays,
            PassportMonthsBefore18 = file.WholeNumber("passportMonthsBefore18", 1, MostMonths) ?? built.PassportMonthsBefore18,
            ProviderOfCouncil = DefaultProvider(file, council, built),
        };
        policy = Channels(file.Object("channels"), isOfPartnership, Pathways(file.Object("pathways"), policy));
        return council is null || provider is null || from is null ? null : policy;
    }

    /// <summary>A council's policy that names none says nothing: an earlier one, or one for any council, may.</summary>
    private static IReadOnlyDictionary<string, string> DefaultProvider(ObjectReader file, string? council, Policy built)
    {
        var provider = file.Form("defaultProvider", OdsCode.Form(), FaultCodes.OdsCodeFormat, "Must be an ODS code, such as RXQ.");
        if (council == Domain.Policies.Policy.Any && provider is not null)
        {
            file.Fault("defaultProvider", PolicyFaultCodes.DefaultProviderOfAny, "Only a council's own policy says which provider serves it: name the council.");
        }

        return council is null or Domain.Policies.Policy.Any ? built.ProviderOfCouncil
            : provider is null ? new Dictionary<string, string>()
            : new Dictionary<string, string> { [council] = provider };
    }

    private static Policy Pathways(ObjectReader? pathways, Policy policy)
    {
        if (pathways is null)
        {
            return policy;
        }

        var read = policy with
        {
            RefusalsBeforeCeha = pathways.WholeNumber("refusalsBeforeCeha", 1, 10) ?? policy.RefusalsBeforeCeha,
            GpPoolFromAge = pathways.WholeNumber("gpPoolFromAge", 0, 18) ?? policy.GpPoolFromAge,
            EarlierAssessmentMonths = Statutory(pathways, "earlierAssessmentMonths", 0, 3, "months before day 0") ?? policy.EarlierAssessmentMonths,
            Routes = Routes(pathways),
        };
        pathways.RefuseUnknownMembers();
        return read;
    }

    private static List<Route> Routes(ObjectReader pathways)
    {
        var routes = new List<Route>();
        foreach (var item in pathways.Array("routes", MostItems))
        {
            if (pathways.ObjectAt(item) is not { } reader)
            {
                continue;
            }

            var placedIn = reader.Form("placedIn", LocalAuthorityCode.Form(), FaultCodes.LocalAuthorityFormat, "Must be a council's three digits.", required: true);
            var provider = reader.Form("provider", OdsCode.Form(), FaultCodes.OdsCodeFormat, "Must be an ODS code, such as RXQ.", required: true);
            reader.RefuseUnknownMembers();
            var route = new Route(placedIn ?? "", provider ?? "");
            if (placedIn is not null && provider is not null && routes.Contains(route))
            {
                pathways.FaultAt(item.Pointer, PolicyFaultCodes.Repeated, "The same area and provider stand twice.");
            }

            routes.Add(route);
        }

        return routes;
    }

    private static ReviewPolicy Reviews(ObjectReader? reviews, ReviewPolicy built)
    {
        if (reviews is null)
        {
            return built;
        }

        var read = new ReviewPolicy
        {
            MonthsBeforeFifthBirthday = Statutory(reviews, "monthsBeforeFifthBirthday", 1, 6, "months between reviews before the fifth birthday") ?? built.MonthsBeforeFifthBirthday,
            MonthsFromFifthBirthday = Statutory(reviews, "monthsFromFifthBirthday", 1, 12, "months between reviews from the fifth birthday on") ?? built.MonthsFromFifthBirthday,
            LeadTimeWeeks = reviews.WholeNumber("leadTimeWeeks", 0, 52) ?? built.LeadTimeWeeks,
        };
        reviews.RefuseUnknownMembers();
        if (read.LeadTimeWeeks * 7 >= Math.Min(read.MonthsBeforeFifthBirthday, read.MonthsFromFifthBirthday) * 28)
        {
            reviews.Fault("leadTimeWeeks", PolicyFaultCodes.LeadTime, "The referral of a review would be raised before the assessment that it follows: four weeks count as a month.");
        }

        return read;
    }

    private static int? Statutory(ObjectReader reader, string name, int atLeast, int limit, string what)
    {
        if (reader.WholeNumber(name, atLeast, 1000) is not { } number)
        {
            return null;
        }

        if (number > limit)
        {
            reader.Fault(name, PolicyFaultCodes.StatutoryLimit, $"At most {limit} {what} (SI 2010/959, regulation 7).");
        }

        return number;
    }

    private static QuietHours? Quiet(ObjectReader? quiet)
    {
        if (quiet is null)
        {
            return null;
        }

        var from = quiet.Form("from", TimeOfDay(), PolicyFaultCodes.TimeFormat, "Must be a time of day such as 18:00.", required: true);
        var to = quiet.Form("to", TimeOfDay(), PolicyFaultCodes.TimeFormat, "Must be a time of day such as 08:00.", required: true);
        var workingDaysOnly = quiet.Boolean("workingDaysOnly") ?? false;
        quiet.RefuseUnknownMembers();
        if (from is null || to is null)
        {
            return null;
        }

        if (from == to)
        {
            quiet.Fault("to", PolicyFaultCodes.SameTimes, "Quiet hours that end when they start would be none, or the whole day.");
        }

        return new QuietHours(TimeOnly.ParseExact(from, "HH:mm", CultureInfo.InvariantCulture), TimeOnly.ParseExact(to, "HH:mm", CultureInfo.InvariantCulture), workingDaysOnly);
    }

    private static Policy Channels(ObjectReader? channels, bool isOfPartnership, Policy policy)
    {
        if (channels is null)
        {
            return policy;
        }

        string? Channel(ObjectReader reader, string name, bool required) =>
            reader.Code(name, AlertChannels.All, $"channels: {string.Join(", ", AlertChannels.All.Order())}", required);

        var read = policy with
        {
            DefaultChannel = Channel(channels, "default", required: false),
            Channels = ByRole(channels.Object("roles"), isOfPartnership, (roles, role) => Channel(roles, role, required: true)),
        };
        channels.RefuseUnknownMembers();
        return read;
    }

    private static Dictionary<string, string> ByRole(ObjectReader? map, bool isOfPartnership, Func<ObjectReader, string, string?> value)
    {
        var read = new Dictionary<string, string>();
        foreach (var role in (map?.Keys() ?? []).Distinct())
        {
            if (RecipientRole.IsAddressable(role, isOfPartnership, $"{map!.Pointer}/{ObjectReader.Showable(role)}", map) && value(map, role) is { } known)
            {
                read[role] = known;
            }
        }

        return read;
    }

    [GeneratedRegex(@"^(\*|[0-9]{3})\z")]
    private static partial Regex CouncilOrAny();

    [GeneratedRegex(@"^(\*|[A-Z0-9]{3,12})\z")]
    private static partial Regex ProviderOrAny();

    [GeneratedRegex(@"^([01][0-9]|2[0-3]):[0-5][0-9]\z")]
    private static partial Regex TimeOfDay();
}
