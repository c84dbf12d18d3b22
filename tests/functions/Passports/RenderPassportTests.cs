using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Passports;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Passports;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Shape;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Tests.Referrals.Rendering;
using Contact = IntegrationHub.Domain.Cases.Contact;

namespace IntegrationHub.Functions.Tests.Passports;

/// <summary>What must hold for the passport of every kind of child, without a hub.</summary>
public sealed partial class RenderPassportTests
{
    private const string PublicUrl = "https://hub.example";
    private static readonly DateTimeOffset AsOf = new(2026, 12, 1, 9, 30, 0, TimeSpan.Zero);

    /// <summary>A structured plan that refers to what only its sender has.</summary>
    private static readonly CarePlan Plan = new()
    {
        Id = $"{SampleCase.Id}.p1",
        Status = "active",
        Intent = "plan",
        Title = "Plan of an <invented> child",
        Subject = Fhir.Reference(Patient.TypeName, SampleCase.Id),
        BasedOn = [new ResourceReference { Reference = "CarePlan/elsewhere" }],
        Author = new ResourceReference { Reference = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1" },
        SupportingInfo = [new ResourceReference { Reference = $"{PublicUrl}/hub/fhir/Patient/{SampleCase.Id}/_history/1" }, Fhir.Reference(ServiceRequest.TypeName, SampleCase.Id)],
        Extension = [new Extension { Url = "https://a.example.org/x", ValueExpression = new Expression { Language = "text/fhirpath", Reference = "https://a.example.org/y" } }],
        Activity =
        [
            new CarePlan.ActivityComponent
            {
                Detail = new CarePlan.DetailComponent { Status = "scheduled", Code = Fhir.Text("Dental check"), ScheduledPeriod = new Period { Start = "2026-12-05", End = "2027-02" } },
            },
            new CarePlan.ActivityComponent { Reference = new ResourceReference { Reference = "Appointment/elsewhere", Display = "Eye test" } },
        ],
    };

    public static TheoryData<string> Children => SampleChildren.Names;

    [Theory]
    [MemberData(nameof(Children))]
    public void The_document_is_FHIR_and_needs_nobody_else(string child)
    {
        var bundle = BundleOf(SampleChildren.All[child]);

        using var json = JsonDocument.Parse(FhirJson.SerializeToUtf8Bytes(bundle));
        Assert.Empty(FhirShape.Check(json.RootElement, "Bundle").Select(fault => $"{fault.Expression}: {fault.Text}"));
        Assert.IsType<Composition>(bundle.Entry![0].Resource);
        var addresses = bundle.Entry.Select(entry => entry.FullUrl!).ToHashSet();
        Assert.Equal(bundle.Entry.Count, addresses.Count);
        Assert.All(References().Matches(FhirJson.Serialize(bundle)).Select(match => match.Groups[1].Value).Where(reference => reference != "https://a.example.org/y"),
            reference => Assert.Contains($"{PublicUrl}/hub/fhir/{reference}", addresses));
    }

    [Theory]
    [MemberData(nameof(Children))]
    public void Every_resource_hangs_by_the_Composition(string child)
    {
        var bundle = BundleOf(SampleChildren.All[child]);
        var reached = new HashSet<string>();
        var next = new Queue<Resource>([bundle.Entry![0].Resource!]);
        while (next.TryDequeue(out var resource))
        {
            foreach (var reference in References().Matches(FhirJson.Serialize(resource)).Select(match => match.Groups[1].Value).Where(reached.Add))
            {
                next.Enqueue(bundle.Entry.First(entry => entry.FullUrl!.EndsWith(reference, StringComparison.Ordinal) || reference.StartsWith("http", StringComparison.Ordinal)).Resource!);
            }
        }

        Assert.Empty(bundle.Entry.Skip(1).Select(entry => $"{entry.Resource!.ResourceType}/{entry.Resource.Id}").Except(reached));
    }

    [Theory]
    [MemberData(nameof(Children))]
    public void The_page_is_well_formed_and_runs_and_loads_nothing(string child)
    {
        var page = PageOf(SampleChildren.All[child]);
        var html = XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace(" content=\"width=device-width, initial-scale=1\">", "/>", StringComparison.Ordinal)
            .Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal).Replace("noindex\">", "noindex\"/>", StringComparison.Ordinal).Replace("no-referrer\">", "no-referrer\"/>", StringComparison.Ordinal)).Root!;

        Assert.Equal("en-GB", html.Attribute("lang")!.Value);
        Assert.Equal("Health passport", html.Descendants("title").Single().Value);
        Assert.Single(html.Descendants("h1"));
        Assert.DoesNotContain(html.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe" or "form" or "object");
        Assert.DoesNotContain(html.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName == "src");
        Assert.All(html.Descendants().Attributes("href"), link => Assert.StartsWith("#", link.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.All(html.Descendants("table"), table => Assert.NotEmpty(table.Elements("caption")));
        Assert.All(html.Descendants("th"), header => Assert.NotNull(header.Attribute("scope")));
        var ids = html.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(html.Descendants().Attributes("aria-labelledby").Concat(html.Descendants().Attributes("href").Where(link => link.Value.StartsWith('#'))),
            link => Assert.Contains(link.Value.TrimStart('#'), ids));
    }

    [Theory]
    [MemberData(nameof(Children))]
    public void The_same_source_gives_the_same_bytes(string child)
    {
        Assert.Equal(FhirJson.Serialize(BundleOf(SampleChildren.All[child])), FhirJson.Serialize(BundleOf(SampleChildren.All[child])));
        Assert.Equal(PageOf(SampleChildren.All[child]), PageOf(SampleChildren.All[child]));
    }

    [Fact]
    public void Whatever_stands_in_a_text_it_stays_text()
    {
        const string hostile = "</td><script>alert(1)</script>\" onload='x' &amp; \u0001\uFFFE\ud83d\ude00";
        var so = SampleCase.Opened(
            SampleCase.Child with { GivenName = hostile, FamilyName = hostile, GpPractice = null, InterpreterLanguage = "ps" },
            contacts: [new Contact(ContactRoles.SocialWorker, hostile, hostile, hostile)]).Returned(DocumentKinds.IhaSummary);

        var page = PageOf(so);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onload='", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0001', page);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.All(CompositionOf(so).Section!, section => XElement.Parse(section.Text!.Div!));
    }

    [Fact]
    public void Addresses_the_school_the_councils_papers_and_the_family_stay_out()
    {
        var text = FhirJson.Serialize(BundleOf(SampleChildren.All["the whole story"])) + PageOf(SampleChildren.All["the whole story"]);

        foreach (var word in new[] { "1 Sample Street", "HP20 1UA", "110369", "RelatedPerson/", "Sample parent", "Sample carer", SampleCase.DocumentId(DocumentKinds.PartA) })
        {
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_reference_that_leads_out_of_it_is_put_in_words()
    {
        var plan = BundleOf(SampleChildren.All["the whole story"]).Entry!.Select(entry => entry.Resource).OfType<CarePlan>().Single();

        Assert.Equal("CarePlan that is not part of this document", Assert.Single(plan.BasedOn!).Display);
        Assert.Equal("Something that is not part of this document", plan.Author!.Display);
        Assert.Equal($"Patient/{SampleCase.Id}", plan.SupportingInfo![0].Reference);
        Assert.Equal((SampleCase.Id, (string?)null), (plan.SupportingInfo[1].Identifier!.Value, plan.SupportingInfo[1].Reference));
        Assert.Equal("Eye test", plan.Activity![1].Reference!.Display);
        Assert.Equal("https://a.example.org/y", plan.Extension![0].ValueExpression!.Reference);
    }

    [Fact]
    public void The_council_finds_documents_where_it_finds_all_of_them()
    {
        var documents = BundleOf(SampleChildren.All["the whole story"]).Entry!.Select(entry => entry.Resource).OfType<DocumentReference>().ToList();

        Assert.Equal([SampleCase.DocumentId(DocumentKinds.IhaSummary), SampleCase.DocumentId(DocumentKinds.HealthCarePlan)], documents.Select(document => document.Id));
        Assert.All(documents, document => Assert.Equal($"{PublicUrl}/hub/cases/{SampleCase.Id}/documents/{document.Id}", document.Content![0].Attachment!.Url));
    }

    [Fact]
    public void The_page_says_in_words_what_is_known()
    {
        var page = PageOf(SampleChildren.All["the whole story"]);

        foreach (var words in new[]
        {
            "1 December 2026", "999 000 0018", "14 May 2019", "Initial health assessment summary", "12 November 2026", "Dental check", "from 5 December 2026 until February 2027",
            "Eye test", "Plan of an &lt;invented&gt; child", "K82001", "New Worker", "Summary and health care plan came back",
        })
        {
            Assert.Contains(words, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Who_has_no_history_yet_is_told_so()
    {
        var page = PageOf(SampleChildren.All["little told"]);

        foreach (var words in new[] { "No assessment has come back yet.", "No document has come back yet.", "No health care plan has come back yet.", "No person is named. Ask the council.", "Not recorded" })
        {
            Assert.Contains(words, page, StringComparison.Ordinal);
        }
    }

    private static Composition CompositionOf(SampleCase so) => (Composition)BundleOf(so).Entry![0].Resource!;

    private static Bundle BundleOf(SampleCase so) =>
        new RenderPassport(HubConcepts.BuiltIn, Settings()).Of(SourceOf(so));

    private static string PageOf(SampleCase so) => new RenderPassportPage(HubConcepts.BuiltIn).Of(SourceOf(so));

    private static PassportSource SourceOf(SampleCase so)
    {
        var stored = so.Stored;
        var history = HealthHistory.Of(stored.State, AsOf, CaseRules.BuiltIn.For(stored.State), CaseRules.BuiltIn.Calendar);
        return new PassportSource(stored, history, history.CarePlanIds.Count > 0 ? [Plan] : []);
    }

    private static HubSettings Settings() => HubSettings.Read(name => name switch
    {
        "HUB_PUBLIC_URL" => PublicUrl,
        "AzureWebJobsStorage" => "UseDevelopmentStorage=true",
        _ => null,
    }).Settings!;

    [GeneratedRegex("\"reference\":\"([^\"]*)\"")]
    private static partial Regex References();
}
