using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Terminology;
using Consent = IntegrationHub.Contracts.Fhir.Consent;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Tests.Referrals.Rendering;

/// <summary>What each resource says of what the council and the health team told.</summary>
public sealed class UkCoreTests
{
    private static SampleCase Of(string child) => SampleChildren.All[child];

    [Fact]
    public void An_NHS_number_has_its_verification_status()
    {
        var number = Of("out of area").One<Patient>().Identifier!.Single(identifier => identifier.System == FhirSystems.NhsNumber);
        var status = number.Extension!.Single().ValueCodeableConcept!.Coding!.Single();
        Assert.Equal(("9990000018", "01", "Number present and verified"), (number.Value, status.Code, status.Display));
    }

    [Fact]
    public void A_missing_NHS_number_has_its_reason_and_no_empty_identifier()
    {
        var patient = Of("newborn").One<Patient>();
        Assert.DoesNotContain(patient.Identifier!, identifier => identifier.System == FhirSystems.NhsNumber);
        var reason = ExtensionOf(patient, FhirSystems.UnavailableReasonExtension)!.ValueCodeableConcept!;
        Assert.Equal(("nhs-number-not-known", "NHS number not known"), (reason.Coding![0].Code, reason.Coding[0].Display));
        Assert.Equal("Trace postponed (baby under six weeks old)", reason.Text);
    }

    [Fact]
    public void The_ethnic_category_has_its_display()
    {
        var category = ExtensionOf(Of("out of area").One<Patient>(), FhirSystems.EthnicCategoryExtension)!.ValueCodeableConcept!.Coding!.Single();
        Assert.Equal(("A", "White - British"), (category.Code, category.Display));
        Assert.All(Ssda903.EthnicityToNhs.Values, code => Assert.True(EthnicCategories.All.ContainsKey(code)));
    }

    [Fact]
    public void An_interpreter_is_required_where_a_language_is_told_and_only_there()
    {
        var patient = Of("unaccompanied").One<Patient>();
        Assert.True(ExtensionOf(patient, FhirSystems.InterpreterRequiredExtension)!.ValueBoolean);
        Assert.Equal("ps", patient.Communication!.Single().Language!.Coding!.Single().Code);
        Assert.Null(ExtensionOf(Of("out of area").One<Patient>(), FhirSystems.InterpreterRequiredExtension));
    }

    [Fact]
    public void Nobody_invents_a_birth_sex_or_a_status_under_the_Mental_Health_Act()
    {
        foreach (var resource in SampleChildren.All.Values.SelectMany(child => SampleCase.AllOf(child.Stored)))
        {
            var text = FhirJson.Serialize(resource);
            Assert.DoesNotContain("BirthSex", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Extension-UKCore-LegalStatus", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_councils_people_are_Practitioners_with_a_role_and_the_childs_own_are_RelatedPersons()
    {
        var all = SampleCase.AllOf(Of("out of area").Stored);
        string[] Roles(string type) => [.. all.Where(resource => resource.ResourceType == type).Select(resource => resource.Id!.Split('.')[1]).Order()];
        Assert.Equal(ContactRoles.Professional.Order(), Roles("Practitioner"));
        Assert.Equal(ContactRoles.Professional.Order(), Roles("PractitionerRole"));
        Assert.Equal(["carer", "parent"], Roles("RelatedPerson"));

        var role = Of("out of area").One<PractitionerRole>(".social-worker");
        Assert.Equal(("social-worker", "Social worker"), (role.Code![0].Coding![0].Code, role.Code[0].Coding![0].Display));
        Assert.Equal("Organization/825", role.Organization!.Reference);
        Assert.Equal($"Practitioner/{SampleCase.Id}.social-worker", role.Practitioner!.Reference);
        Assert.Equal("PRN", Of("out of area").One<RelatedPerson>(".parent").Relationship![0].Coding![0].Code);
        Assert.Equal("Carer", Of("out of area").One<RelatedPerson>(".carer").Relationship![0].Coding![0].Code);
    }

    [Fact]
    public void Two_parents_are_two_RelatedPersons()
    {
        Assert.Equal("One Parent", Of("two parents").One<RelatedPerson>(".parent").Name![0].Text);
        Assert.Equal("Other Parent", Of("two parents").One<RelatedPerson>(".parent-2").Name![0].Text);
    }

    [Theory]
    [InlineData("the whole story", "active", "RelatedPerson/{0}.parent")]
    [InlineData("aged 17", "active", "Patient/{0}")]
    [InlineData("under an order", "active", "Organization/825")]
    [InlineData("consented by the wrong one", "proposed", "Organization/825")]
    [InlineData("consent withdrawn", "inactive", "RelatedPerson/{0}.parent")]
    [InlineData("newborn", "proposed", null)]
    public void Consent_says_where_it_stands_and_who_gave_it(string child, string status, string? performer)
    {
        var consent = Of(child).One<Consent>();
        Assert.Equal(status, consent.Status);
        Assert.Equal(performer?.Replace("{0}", SampleCase.Id, StringComparison.Ordinal), consent.Performer?.Single().Reference);
        Assert.Equal("https://www.legislation.gov.uk/uksi/2010/959", consent.Policy!.Single().Uri);
    }

    [Fact]
    public void Consent_of_one_of_two_parents_names_neither() => Assert.Equal(
        (null, "Parent"), (Of("two parents").Consent(ConsentGivers.Parent).One<Consent>().Performer![0].Reference, Of("two parents").Consent(ConsentGivers.Parent).One<Consent>().Performer![0].Display));

    [Fact]
    public void Consent_by_somebody_who_may_not_give_it_says_who_must()
    {
        var consent = Of("consented by the wrong one").One<Consent>();
        Assert.EndsWith("Consent must come from the parent.", consent.PolicyRule!.Text, StringComparison.Ordinal);
        Assert.False(consent.Verification!.Single().Verified);
        Assert.Null(Of("the whole story").One<Consent>().Verification);
    }

    [Fact]
    public void Consent_points_at_the_form_once_it_is_there()
    {
        Assert.Equal($"DocumentReference/{SampleCase.DocumentId("consent-form")}", Of("the whole story").One<Consent>().SourceReference!.Reference);
        Assert.Null(Of("newborn").One<Consent>().SourceReference);
    }

    [Fact]
    public void The_request_says_why_and_by_which_pathway_and_what_supports_it()
    {
        var request = Of("the whole story").One<ServiceRequest>();
        Assert.Equal(["V2", "N1"], request.ReasonCode!.Select(reason => reason.Coding![0].Code));
        Assert.Equal(["Single period of accommodation under section 20", "Abuse or neglect"], request.ReasonCode!.Select(reason => reason.Coding![0].Display));
        Assert.Equal(("clinic", "Clinic for looked-after children"), (request.Category![0].Coding![0].Code, request.Category[0].Coding![0].Display));
        Assert.StartsWith("Placed in the council's own area", request.Category[0].Text, StringComparison.Ordinal);
        Assert.Equal(("2026-10-30", "2026-11-27"), (request.OccurrencePeriod!.Start, request.OccurrencePeriod.End));
        Assert.Equal(
            ["Consent", "DocumentReference", "DocumentReference", "DocumentReference", "Location", .. Enumerable.Repeat("PractitionerRole", 6), "RelatedPerson", "RelatedPerson"],
            request.SupportingInfo!.Select(info => info.Reference!.Split('/')[0]).Order());
    }

    [Fact]
    public void The_task_says_why_it_waits_in_words_and_keeps_the_health_teams_own()
    {
        var before = Of("the whole story");
        var task = (before with { Facts = before.Facts.GetRange(0, 8) }).One<FhirTask>();
        Assert.Equal(("awaiting-appointment", "Waiting for an appointment to be booked", "on the list"), (task.BusinessStatus!.Coding![0].Code, task.BusinessStatus.Coding[0].Display, task.BusinessStatus.Text));
        Assert.Equal(["consent-form", "part-a", "other"], task.Input!.Select(input => input.Type!.Coding![0].Code));
        Assert.Equal(["iha-summary", "health-care-plan"], before.One<FhirTask>().Output!.Select(output => output.Type!.Coding![0].Code));
        Assert.Equal(("https://fhir.integrationhub.example/Id/local-authority/825/sibling-group", "FAM-77"), (task.GroupIdentifier!.System, task.GroupIdentifier.Value));
        Assert.NotNull(task.Restriction!.Period!.End);
    }

    [Fact]
    public void The_placement_says_what_and_where_it_is_and_in_whose_area()
    {
        var placement = Of("placed anew").One<Location>(".placement");
        Assert.Equal(("K2", "Children's home"), (placement.Type![0].Coding![0].Code, placement.Type[0].Coding![0].Display));
        Assert.Equal(("OX1 1AA", "Local authority 931"), (placement.Address!.PostalCode, placement.Address.District));
        Assert.Equal((FhirSystems.LocalAuthorityCode, "931"), (placement.PartOf!.Identifier!.System, placement.PartOf.Identifier.Value));
        Assert.Null(placement.ManagingOrganization);
    }

    [Fact]
    public void Provenance_says_which_organisation_told_what_when_and_by_which_message()
    {
        var provenance = Of("placed anew").One<Provenance>(".f2");
        Assert.Equal(("placement-changed", "Organization/825"), (provenance.Activity!.Coding![0].Code, provenance.Agent![0].Who!.Reference));
        Assert.Equal(("2026-11-02T10:50:00.000Z", "2026-11-02T11:00:00.000Z"), (provenance.OccurredDateTime, provenance.Recorded));
        Assert.Equal(("source", "urn:uk:la:825:case-system", "message-2"), (provenance.Entity![0].Role, provenance.Entity[0].What!.Identifier!.System, provenance.Entity[0].What!.Identifier!.Value));
        Assert.Equal(
            ["Location/{0}.placement/_history/2", "Patient/{0}/_history/2", "ServiceRequest/{0}/_history/2"],
            provenance.Target!.Select(target => target.Reference!.Replace(SampleCase.Id, "{0}", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void A_correction_points_at_what_it_corrects_only()
    {
        var corrected = SampleCase.Opened()
            .Then(new DetailsCorrected(null, null, [new(ContactRoles.Carer, "New Carer", null, null)]))
            .Then(new DetailsCorrected(new ChildDetails { Sex = "M" }, null));
        string[] Types(string suffix) => [.. corrected.One<Provenance>(suffix).Target!.Select(target => target.Reference!.Split('/')[0]).Order()];
        Assert.Equal(["RelatedPerson", "ServiceRequest"], Types(".f2"));
        Assert.Equal(["Consent", "Patient", "ServiceRequest", "Task"], Types(".f3"));
    }

    [Fact]
    public void Provenance_names_nobody_and_leaves_the_hub_itself_without_a_reference()
    {
        var told = SampleCase.Opened().Then(new BreachReasonRecorded("health-notified", "other", "x"), "hub", byMessage: false);
        var who = told.One<Provenance>(".f2").Agent!.Single().Who!;
        Assert.Equal((null, "IntegrationHub"), (who.Reference, who.Display));
        Assert.Null(told.One<Provenance>(".f2").Entity);
        Assert.DoesNotContain(SampleCase.AllOf(told.Stored).Select(FhirJson.Serialize), text => text.Contains("somebody@people.example", StringComparison.Ordinal));
    }

    [Fact]
    public void Late_word_of_a_contact_who_was_replaced_meanwhile_has_no_resource_to_point_at()
    {
        var opened = SampleCase.Opened(contacts: [new("parent", "One", null, null)]);
        var late = new DetailsCorrected(null, null, [new("parent", "Older", null, null), new("parent", "Other", null, null)]);
        var newer = opened.Then(new DetailsCorrected(null, null, [new("parent", "Newer", null, null)])).Then(late);
        var facts = newer.Facts.SetItem(2, newer.Facts[2] with { OccurredAt = newer.Facts[1].OccurredAt.AddMinutes(-5) });
        Assert.DoesNotContain((newer with { Facts = facts }).One<Provenance>(".f3").Target!, target => target.Reference!.Contains("parent-2", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_fact_that_shows_has_its_row_among_the_targets()
    {
        var shown = FactTypes.All.Keys.Except([typeof(DocumentCollected), typeof(AlertRaised), typeof(AlertResolved), typeof(AlertAcknowledged), typeof(AlertDelivered)]);
        Assert.Equal(shown.Select(type => type.Name).Order(), FactTargets.Known.Select(type => type.Name).Order());
        Assert.All(SampleChildren.All.Values.SelectMany(child => child.Facts), fact => Assert.True(fact.Data.ShowsInFhir));
    }

    [Fact]
    public void Organisations_are_told_apart_and_named_where_the_mapping_names_them()
    {
        var (mapping, _) = TerminologyMappingReader.Read(
            """{"organisations":[{"code":"825","name":"Sample Council","odsCode":"A1B"},{"code":"931","name":"Other Council"}]}"""u8.ToArray());
        var concepts = new HubConcepts(TerminologyMapping.BuiltIn.With(mapping!));
        var council = PartyResources.OrganizationOf("825", concepts);
        Assert.Equal([(FhirSystems.LocalAuthorityCode, "825"), (FhirSystems.OdsOrganisationCode, "A1B")], council.Identifier!.Select(identifier => (identifier.System!, identifier.Value!)));
        Assert.Equal(("Sample Council", "council"), (council.Name, council.Type![0].Coding![0].Code));
        var provider = PartyResources.OrganizationOf("RXQ", concepts);
        Assert.Equal((FhirSystems.OdsOrganisationCode, "RXQ", "health-provider", null), (provider.Identifier!.Single().System!, provider.Identifier!.Single().Value!, provider.Type![0].Coding![0].Code!, provider.Name));
        Assert.Equal("Other Council", Of("placed anew").One<Location>(".placement", concepts).Address!.District);
    }

    private static Extension? ExtensionOf(Patient patient, string url) => patient.Extension?.SingleOrDefault(extension => extension.Url == url);
}
