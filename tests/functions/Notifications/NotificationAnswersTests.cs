using System.Text.Json.Nodes;
using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Notifications;

/// <summary>What a notification by HTTP is answered, as its sender sees it.</summary>
[Collection(TestStack.Name)]
public sealed class NotificationAnswersTests(TestStack stack)
{
    private TestHub Hub => stack.Shared;

    [Fact]
    public async Task The_first_time_201_with_the_five_key_dates()
    {
        var subject = Sample.NewSubject();
        var answer = await Hub.Notify(Sample.BecameLookedAfter(subject));

        Assert.Equal(201, answer.Status);
        Assert.Equal(subject, (string)answer.Json["child"]!["localId"]!);
        Assert.Equal("awaiting-consent", (string)answer.Json["status"]!);
        Assert.Equal("clinic", (string)answer.Json["pathway"]!["code"]!);
        Assert.False((bool)answer.Json["backdated"]!);
        Assert.Equal($"/hub/fhir/ServiceRequest/{answer.CaseId}", (string)answer.Json["referral"]!);
        Assert.Equal($"/hub/fhir/Task/{answer.CaseId}", (string)answer.Json["task"]!);
        Assert.Equal(
            [
                "became-looked-after  2026-10-30 met",
                "health-notified 2026-11-03 2026-11-02 met",
                "consent-and-paperwork-received 2026-11-06  waiting",
                "assessment-attended 2026-11-20  waiting",
                "summary-and-plan-returned 2026-11-27  waiting",
            ],
            answer.Json["keyDates"]!.AsArray().Select(entry => $"{entry!["keyDate"]} {entry["dueOn"]} {entry["on"]} {entry["state"]}"));
        Assert.DoesNotContain("Testchild", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_again_200_with_the_same_body_and_nothing_changed()
    {
        var notification = Sample.BecameLookedAfter(Sample.NewSubject());
        var first = await Hub.Notify(notification);
        var followUp = Sample.Consent((string)notification["subject"]!);
        var consent = await Hub.Notify(followUp);
        var before = await Hub.Facts(first.CaseId);

        var again = await Hub.Notify(notification);
        var consentAgain = await Hub.Notify(followUp);

        Assert.Equal((200, first.Body), (again.Status, again.Body));
        Assert.Equal((200, consent.Body), (consentAgain.Status, consentAgain.Body));
        Assert.Equal(before.ToJsonString(), (await Hub.Facts(first.CaseId)).ToJsonString());
    }

    [Fact]
    public async Task White_space_and_the_order_of_members_make_no_other_content()
    {
        var notification = Sample.BecameLookedAfter(Sample.NewSubject());
        var first = await Hub.Notify(notification);
        var reversed = new JsonObject([.. notification.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))]);

        var again = await Hub.Send(HttpMethod.Post, "hub/notifications", Hub.SocialCare, TestHub.Content(
            reversed.ToJsonString(new() { WriteIndented = true }), "application/json"));

        Assert.Equal((200, first.Body), (again.Status, again.Body));
    }

    [Fact]
    public async Task The_same_key_with_another_content_is_409()
    {
        var notification = Sample.BecameLookedAfter(Sample.NewSubject());
        var caseId = (await Hub.Notify(notification)).CaseId;
        var before = (await Hub.Facts(caseId)).Count;
        var changed = notification.DeepClone();
        changed["data"]!["child"]!["givenName"] = "Other";
        var otherChild = notification.DeepClone();
        otherChild["subject"] = Sample.NewSubject();

        foreach (var reused in new[] { changed, otherChild })
        {
            var answer = await Hub.Notify(reused);
            Assert.Equal((409, "notification-id-reused"), (answer.Status, answer.Code));
        }

        Assert.Equal(before, (await Hub.Facts(caseId)).Count);
    }

    [Fact]
    public async Task The_same_child_again_while_a_case_is_open_is_the_same_case()
    {
        var subject = Sample.NewSubject();
        var first = await Hub.Notify(Sample.BecameLookedAfter(subject));
        await Hub.Notify(Sample.Consent(subject));
        var same = await Hub.Notify(Sample.BecameLookedAfter(subject));
        var corrected = Sample.BecameLookedAfter(subject, on: "2026-10-29");
        var other = await Hub.Notify(corrected);

        Assert.Equal((201, first.CaseId), (same.Status, same.CaseId));
        Assert.Equal("awaiting-paperwork", (string)same.Json["status"]!);
        Assert.Equal((201, first.CaseId), (other.Status, other.CaseId));
        Assert.Equal("2026-10-29", (string)other.Json["keyDates"]![0]!["on"]!);
        Assert.Equal(
            ["became-looked-after", "consent-recorded", "consent-recorded", "notification-repeated", "details-corrected"],
            (await Hub.Facts(first.CaseId)).Select(fact => (string)fact!["data"]!["type"]!));
    }

    [Fact]
    public async Task After_care_ended_the_next_start_of_care_is_a_new_case_and_follow_ups_find_it()
    {
        var subject = Sample.NewSubject();
        var first = await Hub.Notify(Sample.BecameLookedAfter(subject, on: "2026-10-05"));
        var ceased = await Hub.Notify(Sample.Ceased(subject, on: "2026-10-20"));
        Assert.Equal("closed", (string)ceased.Json["status"]!);
        Assert.Equal((201, first.CaseId), await StatusAndCase(Sample.Consent(subject, on: "2026-10-19")));

        var second = await Hub.Notify(Sample.BecameLookedAfter(subject, on: "2026-10-30"));
        var consent = await Hub.Notify(Sample.Consent(subject));

        Assert.NotEqual(first.CaseId, second.CaseId);
        Assert.Equal(second.CaseId, consent.CaseId);
    }

    [Fact]
    public async Task An_end_of_care_can_be_corrected_and_withdrawn()
    {
        var subject = Sample.NewSubject();
        var caseId = (await Hub.Notify(Sample.BecameLookedAfter(subject, on: "2026-10-05"))).CaseId;
        Assert.Equal("closed", (string)(await Hub.Notify(Sample.Ceased(subject, on: "2026-10-20"))).Json["status"]!);

        Assert.Equal((201, caseId), await StatusAndCase(Sample.Ceased(subject, on: "2026-10-22")));
        Assert.Equal((201, caseId), await StatusAndCase(Sample.Event("uk.lac.breach-reason-recorded.v1", subject, new JsonObject { ["keyDate"] = "health-notified", ["reason"] = "late-notification" })));
        Assert.Equal("closed", (string)(await Hub.Case(caseId))["status"]!);

        var withdrawn = await Hub.Notify(Sample.Event("uk.lac.care-end-withdrawn.v1", subject, []));
        Assert.Equal((201, caseId, "awaiting-consent"), (withdrawn.Status, withdrawn.CaseId, (string?)withdrawn.Json["status"]));
        Assert.Equal(["/data care-not-ended"], (await Hub.Notify(Sample.Event("uk.lac.care-end-withdrawn.v1", subject, []))).Faults);
    }

    [Fact]
    public async Task A_follow_up_for_an_unknown_child_is_404()
    {
        Assert.Equal((404, "child-not-known"), await StatusAndCode(Sample.Paperwork(Sample.NewSubject())));
    }

    [Fact]
    public async Task Every_type_of_follow_up_is_taken_in()
    {
        var subject = Sample.NewSubject();
        var caseId = (await Hub.Notify(Sample.BecameLookedAfter(subject))).CaseId;
        JsonObject[] followUps =
        [
            Sample.Consent(subject),
            Sample.Paperwork(subject),
            Sample.Event("uk.lac.placement-changed.v1", subject, new JsonObject
            {
                ["placement"] = new JsonObject { ["type"] = "U3", ["startedOn"] = "2026-11-01", ["postcode"] = "OX1 1AA", ["localAuthority"] = "931" },
            }),
            Sample.Event("uk.lac.legal-status-changed.v1", subject, new JsonObject { ["legalStatus"] = "C1", ["on"] = "2026-11-01" }),
            Sample.Event("uk.lac.details-corrected.v1", subject, new JsonObject { ["child"] = new JsonObject { ["familyName"] = "Sample" } }),
            Sample.Event("uk.lac.assessment-declined.v1", subject, new JsonObject { ["on"] = "2026-11-01", ["by"] = "young-person" }),
            Sample.Event("uk.lac.breach-reason-recorded.v1", subject, new JsonObject { ["keyDate"] = "assessment-attended", ["reason"] = "other", ["text"] = "Snow" }),
            Sample.Ceased(subject),
            Sample.Event("uk.lac.care-end-withdrawn.v1", subject, []),
            Sample.Ceased(subject),
        ];
        foreach (var followUp in followUps)
        {
            var answer = await Hub.Notify(followUp);
            Assert.True(answer.Status == 201, answer.Body);
            Assert.Equal(caseId, answer.CaseId);
        }

        Assert.Equal("closed", (string)(await Hub.Case(caseId))["status"]!);
    }

    [Fact]
    public async Task Only_what_the_contract_requires_is_enough()
    {
        var notification = Sample.BecameLookedAfter(Sample.NewSubject());
        notification.Remove("datacontenttype");
        notification["data"] = new JsonObject
        {
            ["child"] = new JsonObject
            {
                ["nhsNumberStatus"] = "03",
                ["givenName"] = "Avery",
                ["familyName"] = "Testchild",
                ["dateOfBirth"] = "2019-05-14",
                ["sex"] = "F",
            },
            ["care"] = new JsonObject
            {
                ["becameLookedAfterOn"] = "2026-10-30",
                ["legalStatus"] = "V2",
                ["placement"] = new JsonObject { ["type"] = "U6", ["startedOn"] = "2026-10-30", ["localAuthority"] = "825" },
            },
        };

        var answer = await Hub.Notify(notification);

        Assert.Equal((201, "RXQ"), (answer.Status, (string?)answer.Json["healthProvider"]));
    }

    [Fact]
    public async Task A_late_start_of_care_is_backdated_and_raises_one_alert()
    {
        var answer = await Hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject(), on: "2026-08-03"));

        Assert.True((bool)answer.Json["backdated"]!);
        Assert.Equal("met-late", TestHub.StateOf(answer.Json, "health-notified"));
        Assert.Equal("backdated-status", (string)answer.Json["breachReasons"]![0]!["reason"]!);
        var alert = Assert.Single(await Hub.Alerts(answer.CaseId));
        Assert.Equal(("summary-and-plan-returned", 4), ((string)alert!["keyDate"]!, (int)alert["level"]!));
    }

    private async Task<(int, string)> StatusAndCase(JsonNode notification)
    {
        var answer = await Hub.Notify(notification);
        return (answer.Status, answer.CaseId);
    }

    private async Task<(int, string)> StatusAndCode(JsonNode notification)
    {
        var answer = await Hub.Notify(notification);
        return (answer.Status, answer.Code);
    }
}
