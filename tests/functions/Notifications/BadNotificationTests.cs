using System.Text;
using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Notifications;

/// <summary>Bad input: each a clear answer with every fault, nothing kept, nothing personal repeated, the process alive.</summary>
[Collection(TestStack.Name)]
public sealed class BadNotificationTests(TestStack stack)
{
    private TestHub Hub => stack.Shared;

    [Fact]
    public async Task All_faults_are_listed_at_once_with_pointers_and_codes()
    {
        var subject = Sample.NewSubject();
        var bad = Sample.BecameLookedAfter(subject);
        var child = bad["data"]!["child"]!.AsObject();
        child["nhsNumber"] = "9990000019";
        child["sex"] = "X";
        child["dateOfBirth"] = "2026-10-31";
        child["ethnicity"] = "WHAT";
        child["shoeSize"] = 31;
        child["address"]!["postcode"] = "NOT A POSTCODE";
        child.Remove("familyName");
        var care = bad["data"]!["care"]!.AsObject();
        care["legalStatus"] = "Z9";
        care["placement"]!["type"] = "ZZ";
        care["placement"]!["startedOn"] = "2026-02-30";
        bad["data"]!["contacts"]![0]!["email"] = "nobody";
        bad["data"]!["healthProvider"] = "rxq!";
        bad["data"]!["surprise"] = true;
        bad["time"] = "yesterday";

        var answer = await Hub.Notify(bad);

        Assert.Equal((422, "invalid-notification"), (answer.Status, answer.Code));
        Assert.Equal("application/problem+json", answer.Message.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            [
                "/data/care/legalStatus unknown-code",
                "/data/care/placement/startedOn date-format",
                "/data/care/placement/type unknown-code",
                "/data/child/address/postcode postcode-format",
                "/data/child/dateOfBirth born-after-care-start",
                "/data/child/ethnicity unknown-code",
                "/data/child/familyName required",
                "/data/child/nhsNumber nhs-number-check-digit",
                "/data/child/sex unknown-code",
                "/data/child/shoeSize unknown-member",
                "/data/contacts/0/email email-format",
                "/data/healthProvider ods-code-format",
                "/data/surprise unknown-member",
                "/time instant-format",
            ],
            answer.Faults);
        Assert.DoesNotContain("9990000019", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Avery", answer.Body, StringComparison.Ordinal);
        Assert.Equal(404, (await Hub.Notify(Sample.Consent(subject))).Status);
    }

    [Theory]
    [InlineData("/data/care/becameLookedAfterOn", "2026-11-03", "/data/care/becameLookedAfterOn date-in-future")]
    [InlineData("/data/child/dateOfBirth", "2026-11-03", "/data/child/dateOfBirth date-in-future")]
    [InlineData("/data/child/dateOfBirth", "2008-10-30", "/data/child/dateOfBirth not-a-child")]
    [InlineData("/data/child/dateOfBirth", "14/05/2019", "/data/child/dateOfBirth date-format")]
    [InlineData("/data/child/dateOfBirth", "1066-10-14", "/data/child/dateOfBirth date-too-early")]
    [InlineData("/data/child/nhsNumber", "999 000 0018", "/data/child/nhsNumber nhs-number-format")]
    [InlineData("/data/child/nhsNumberStatus", "07", "/data/child/nhsNumberStatus nhs-number-status")]
    [InlineData("/data/child/nhsNumberStatus", "99", "/data/child/nhsNumberStatus unknown-code")]
    [InlineData("/data/child/gpPractice", "K8200", "/data/child/gpPractice ods-code-format")]
    [InlineData("/data/child/schoolUrn", "12", "/data/child/schoolUrn urn-format")]
    [InlineData("/data/child/interpreterLanguage", "Pashto", "/data/child/interpreterLanguage language-format")]
    [InlineData("/data/child/givenName", "", "/data/child/givenName empty")]
    [InlineData("/data/child/givenName", "A\u0007", "/data/child/givenName control-character")]
    [InlineData("/data/care/placement/localAuthority", "Bucks", "/data/care/placement/localAuthority local-authority-format")]
    [InlineData("/data/care/categoryOfNeed", "N9", "/data/care/categoryOfNeed unknown-code")]
    [InlineData("/data/consent/status", "perhaps", "/data/consent/status unknown-code")]
    [InlineData("/data/contacts/0/role", "uncle", "/data/contacts/0/role unknown-code")]
    [InlineData("/type", "uk.lac.invented.v1", "/type unknown-event-type")]
    [InlineData("/source", "urn:somewhere", "/source source-format")]
    [InlineData("/datacontenttype", "text/xml", "/datacontenttype content-type")]
    public async Task One_wrong_value_is_one_fault(string pointer, string value, string fault)
    {
        var bad = Sample.BecameLookedAfter(Sample.NewSubject());
        Set(bad, pointer, value);

        var answer = await Hub.Notify(bad);

        Assert.Equal(422, answer.Status);
        Assert.Equal([fault], answer.Faults);
    }

    [Theory]
    [InlineData("specversion")]
    [InlineData("id")]
    [InlineData("source")]
    [InlineData("type")]
    public async Task Without_what_CloudEvents_requires_it_is_400(string member)
    {
        var bad = Sample.BecameLookedAfter(Sample.NewSubject());
        bad.Remove(member);

        var answer = await Hub.Notify(bad);

        Assert.Equal((400, "not-a-cloudevent"), (answer.Status, answer.Code));
        Assert.Contains($"/{member} required", answer.Faults);
    }

    [Theory]
    [InlineData("", "not-json")]
    [InlineData("   ", "not-json")]
    [InlineData("{\"specversion\":", "not-json")]
    [InlineData("<xml/>", "not-json")]
    [InlineData("{\"id\":\"1\",\"id\":\"2\"}", "not-json")]
    [InlineData("{\"id\":\"\\ud800\"}", "not-json")]
    [InlineData("{\"\\ud800\":1}", "not-json")]
    [InlineData("[]", "not-a-cloudevent")]
    [InlineData("\"text\"", "not-a-cloudevent")]
    [InlineData("null", "not-a-cloudevent")]
    [InlineData("{}", "not-a-cloudevent")]
    public async Task What_is_no_event_is_400(string body, string code)
    {
        var answer = await Post(body, "application/cloudevents+json");

        Assert.Equal((400, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Deep_nesting_is_400_and_too_much_is_413()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000);
        Assert.Equal(400, (await Post(deep, "application/json")).Status);

        var large = await Post($"{{\"a\":\"{new string('x', 2_000_000)}\"}}", "application/json");
        Assert.Equal((413, "too-large"), (large.Status, large.Code));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/fhir+json")]
    public async Task Another_media_type_is_415(string mediaType)
    {
        var answer = await Post(Sample.BecameLookedAfter(Sample.NewSubject()).ToJsonString(), mediaType);

        Assert.Equal((415, "unsupported-media-type"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task No_number_and_no_reason_why_is_a_fault()
    {
        var bad = Sample.BecameLookedAfter(Sample.NewSubject());
        bad["data"]!["child"]!.AsObject().Remove("nhsNumber");
        Assert.Equal(["/data/child/nhsNumber nhs-number-missing"], (await Hub.Notify(bad)).Faults);

        bad["data"]!["child"]!.AsObject().Remove("nhsNumberStatus");
        Assert.Equal(["/data/child/nhsNumber nhs-number-missing"], (await Hub.Notify(bad)).Faults);

        bad["data"]!["child"]!["nhsNumberStatus"] = "08";
        Assert.Equal(201, (await Hub.Notify(bad)).Status);
    }

    [Fact]
    public async Task Care_that_ends_before_it_began_is_refused()
    {
        var subject = Sample.NewSubject();
        await Hub.Notify(Sample.BecameLookedAfter(subject));

        Assert.Equal(["/data/on ceased-before-start"], (await Hub.Notify(Sample.Ceased(subject, on: "2026-10-01"))).Faults);
    }

    [Fact]
    public async Task By_queue_a_refusal_is_answered_by_an_event_and_the_message_is_parked()
    {
        await using var hub = await stack.StartHub();
        var bad = Sample.BecameLookedAfter(Sample.NewSubject());
        bad["data"]!["child"]!["nhsNumber"] = "9990000019";
        await hub.Queues.GetQueueClient("lac-notifications").SendMessageAsync(bad.ToJsonString());
        await hub.Queues.GetQueueClient("lac-notifications").SendMessageAsync("not json at all");

        await Eventually.Holds("both messages are parked", async () => (await hub.BlobNames("parked")).Count == 2);
        var refused = Assert.Single(await hub.Peek("social-care-events"));
        Assert.Equal("uk.lac.notification-refused.v1", (string)refused["type"]!);
        Assert.Equal((string)bad["id"]!, (string)refused["data"]!["notificationId"]!);
        Assert.Equal("nhs-number-check-digit", (string)refused["data"]!["errors"]![0]!["code"]!);
        Assert.DoesNotContain("9990000019", refused.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await hub.BlobNames("cases"));
    }

    private Task<Answer> Post(string body, string mediaType) =>
        Hub.Send(HttpMethod.Post, "hub/notifications", Hub.SocialCare, new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { { "Content-Type", mediaType } } });

    private static void Set(JsonNode json, string pointer, string value)
    {
        var steps = pointer.Split('/')[1..];
        foreach (var step in steps[..^1])
        {
            json = json is JsonArray array ? array[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : json[step]!;
        }

        json[steps[^1]] = value;
    }
}
