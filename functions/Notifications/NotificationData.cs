using IntegrationHub.Contracts.Events;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.KeyDates;

namespace IntegrationHub.Functions.Notifications;

/// <summary>Reads the <c>data</c> of each type of notification into facts.</summary>
public static class NotificationData
{
    public static IReadOnlyList<FactData> Read(string type, ObjectReader data, DateOnly today, Func<CareDetails?, string?> defaultProvider) => type switch
    {
        NotificationTypes.BecameLookedAfter => BecameLookedAfter(data, today, defaultProvider),
        NotificationTypes.DetailsCorrected => DetailsCorrected(data, today),
        NotificationTypes.PlacementChanged => PlacementChanged(data, today),
        NotificationTypes.LegalStatusChanged => LegalStatusChanged(data, today),
        NotificationTypes.ConsentRecorded => data.Object("consent", required: true) is { } consent ? [Consent(consent, today)] : [],
        NotificationTypes.PaperworkCompleted => [new PaperworkCompleted(data.Date("on", today, required: true) ?? default)],
        NotificationTypes.AssessmentDeclined =>
        [
            new AssessmentDeclined(
                data.Date("on", today, required: true) ?? default,
                data.Code("by", Decliners.All, "who declined: young-person, carer, parent", required: true) ?? ""),
        ],
        NotificationTypes.BreachReasonRecorded => [BreachReason(data)],
        NotificationTypes.CeasedToBeLookedAfter =>
        [
            new CeasedToBeLookedAfter(
                data.Date("on", today, required: true) ?? default,
                data.Code("reason", Ssda903.ReasonsCeased, "SSDA903 reason episode ceased", required: true) ?? ""),
        ],
        NotificationTypes.ProviderChanged => [new ReferralRaised(0, 0, NamedProvider(data), ReferralReasons.ProviderChanged)],
        NotificationTypes.CehaAgreed => [new CehaAgreed(data.Date("on", today, required: true) ?? default)],
        NotificationTypes.EarlierAssessmentRecorded => [new EarlierAssessmentRecorded(data.Date("on", today, required: true) ?? default)],
        NotificationTypes.CareEndWithdrawn => [new CareEndWithdrawn()],
        _ => [],
    };

    private static List<FactData> BecameLookedAfter(ObjectReader data, DateOnly today, Func<CareDetails?, string?> defaultProvider)
    {
        var child = data.Object("child", required: true) is { } childReader ? ChildReader.Read(childReader, today, complete: true) : null;
        var care = data.Object("care", required: true) is { } careReader ? Care(careReader, today, complete: true) : null;
        RefuseImpossible(data, child, care);
        var facts = new List<FactData>();
        if (child is not null && care is not null)
        {
            facts.Add(new BecameLookedAfter(child, care, Contacts(data), Provider(data, defaultProvider(care))));
        }

        if (data.Object("consent") is { } consent)
        {
            facts.Add(Consent(consent, today));
        }

        return facts;
    }

    private static IReadOnlyList<FactData> DetailsCorrected(ObjectReader data, DateOnly today)
    {
        if (!data.Has("child") && !data.Has("care"))
        {
            data.Fault("child", FaultCodes.NothingToChange, "A correction carries child, care or both.");
            return [];
        }

        var child = data.Object("child") is { } childReader ? ChildReader.Read(childReader, today, complete: false) : null;
        var care = data.Object("care") is { } careReader ? Care(careReader, today, complete: false) : null;
        RefuseImpossible(data, child, care);
        return [new DetailsCorrected(child, care)];
    }

    private static IReadOnlyList<FactData> PlacementChanged(ObjectReader data, DateOnly today)
    {
        // Case systems that send the whole care block may do so here too.
        var holder = data.Has("placement") ? data : data.Object("care") ?? data;
        var placement = holder.Object("placement", required: true);
        if (holder != data)
        {
            holder.RefuseUnknownMembers();
        }

        return placement is null ? [] : [new PlacementChanged(Placement(placement, today, complete: true))];
    }

    private static IReadOnlyList<FactData> LegalStatusChanged(ObjectReader data, DateOnly today)
    {
        var on = data.Date("on", today);
        var holder = data.Has("legalStatus") ? data : data.Object("care") ?? data;
        var status = holder.Code("legalStatus", Ssda903.LegalStatuses.Keys, "SSDA903 legal status", required: true);
        if (holder != data)
        {
            holder.RefuseUnknownMembers();
        }

        return [new LegalStatusChanged(status ?? "", on)];
    }

    private static BreachReasonRecorded BreachReason(ObjectReader data)
    {
        var keyDate = data.Code("keyDate", KeyDateNames.All, "the key dates", required: true);
        var reason = data.Code("reason", BreachReasons.All, "the breach reasons", required: true);
        var text = data.OptionalText("text", 1000);
        if (reason == BreachReasons.Other && text is null)
        {
            data.Fault("text", FaultCodes.TextRequired, "The reason other needs a text.");
        }

        return new BreachReasonRecorded(keyDate ?? "", reason ?? "", text);
    }

    private static CareDetails Care(ObjectReader care, DateOnly today, bool complete)
    {
        var details = new CareDetails
        {
            BecameLookedAfterOn = care.Date("becameLookedAfterOn", today, complete),
            LegalStatus = care.Code("legalStatus", Ssda903.LegalStatuses.Keys, "SSDA903 legal status", complete),
            CategoryOfNeed = care.Code("categoryOfNeed", Ssda903.CategoriesOfNeed.Keys, "SSDA903 category of need"),
            Placement = care.Object("placement", complete) is { } placement ? Placement(placement, today, complete) : null,
        };
        care.RefuseUnknownMembers();
        return details;
    }

    private static Placement Placement(ObjectReader placement, DateOnly today, bool complete)
    {
        var details = new Placement
        {
            Type = placement.Code("type", Ssda903.PlacementTypes.Keys, "SSDA903 placement type", complete),
            StartedOn = placement.Date("startedOn", today, complete),
            Postcode = placement.Form("postcode", Forms.Postcode(), FaultCodes.PostcodeFormat, "Must be a UK postcode, such as HP20 1UA."),
            LocalAuthority = placement.Form(
                "localAuthority", LocalAuthorityCode.Form(), FaultCodes.LocalAuthorityFormat, "Must be a council's three-digit code.", complete),
        };
        placement.RefuseUnknownMembers();
        return details;
    }

    private static ConsentRecorded Consent(ObjectReader consent, DateOnly today)
    {
        var status = consent.Code("status", ConsentStatuses.All, "given, refused, withdrawn, not-yet-given", required: true);
        var given = status == ConsentStatuses.Given;
        var fact = new ConsentRecorded(
            status ?? "",
            consent.Code("givenBy", ConsentGivers.All, "parent, local-authority, young-person", required: given),
            consent.Date("on", today, required: given));
        consent.RefuseUnknownMembers();
        return fact;
    }

    private static List<Contact> Contacts(ObjectReader data)
    {
        var contacts = new List<Contact>();
        foreach (var item in data.Array("contacts", atMost: 20))
        {
            if (data.ObjectAt(item) is { } contact)
            {
                contacts.Add(new Contact(
                    contact.Code("role", ContactRoles.All, $"contact roles: {string.Join(", ", ContactRoles.All.Order())}", required: true) ?? "",
                    contact.OptionalText("name"),
                    contact.Form("email", Forms.Email(), FaultCodes.EmailFormat, "Must be an e-mail address."),
                    contact.OptionalText("phone", 40)));
                contact.RefuseUnknownMembers();
            }
        }

        return contacts;
    }

    /// <summary>The case fills in which referral it becomes.</summary>
    private static string NamedProvider(ObjectReader data) =>
        data.Form("healthProvider", OdsCode.Form(), FaultCodes.OdsCodeFormat, "Must be an ODS code, such as RXQ.", required: true) ?? "";

    private static string Provider(ObjectReader data, string? defaultProvider)
    {
        if (!data.Has("healthProvider") && defaultProvider is null)
        {
            data.Fault("healthProvider", FaultCodes.HealthProviderMissing,
                "Name the health provider by its ODS code: no provider is configured for this council.");
        }

        return data.Form("healthProvider", OdsCode.Form(), FaultCodes.OdsCodeFormat, "Must be an ODS code, such as RXQ.") ?? defaultProvider ?? "";
    }

    private static void RefuseImpossible(ObjectReader data, ChildDetails? child, CareDetails? care)
    {
        if (child?.DateOfBirth is not { } born || care?.BecameLookedAfterOn is not { } began)
        {
            return;
        }

        if (born > began)
        {
            data.Fault("child/dateOfBirth", FaultCodes.BornAfterCareStart, "Lies after the day care began.");
        }
        else if (child.AgeOn(began) >= 18)
        {
            data.Fault("child/dateOfBirth", FaultCodes.NotAChild, "Makes the person 18 or over on the day care began.");
        }
    }
}
