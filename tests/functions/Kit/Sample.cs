using System.Text;
using System.Text.Json.Nodes;

namespace IntegrationHub.Functions.Tests.Kit;

/// <summary>Messages about plainly invented children.</summary>
public static class Sample
{
    private static int next;

    /// <summary>A child reference that no other test uses.</summary>
    public static string NewSubject() => $"LCS-{Interlocked.Increment(ref next)}-{Guid.CreateVersion7():N}"[..28];

    public static JsonObject BecameLookedAfter(string subject, string on = "2026-10-30", string legalStatus = "V2", string council = "825", string provider = "RXQ") =>
        Event("uk.lac.became-looked-after.v1", subject, new JsonObject
        {
            ["child"] = new JsonObject
            {
                ["nhsNumber"] = "9990000018",
                ["nhsNumberStatus"] = "01",
                ["givenName"] = "Avery",
                ["familyName"] = "Testchild",
                ["dateOfBirth"] = "2019-05-14",
                ["sex"] = "F",
                ["ethnicity"] = "WBRI",
                ["address"] = new JsonObject { ["lines"] = new JsonArray("1 Sample Street", "Aylesbury"), ["postcode"] = "HP20 1UA" },
                ["gpPractice"] = "K82001",
                ["schoolUrn"] = "110369",
                ["siblingGroup"] = "FAM-77",
                ["interpreterLanguage"] = null,
                ["unaccompaniedAsylumSeeker"] = false,
                ["inHospitalSinceBirth"] = false,
                ["knownToCommunityPaediatrics"] = true,
            },
            ["care"] = new JsonObject
            {
                ["becameLookedAfterOn"] = on,
                ["legalStatus"] = legalStatus,
                ["categoryOfNeed"] = "N1",
                ["placement"] = new JsonObject { ["type"] = "U6", ["startedOn"] = on, ["postcode"] = "HP20 1UA", ["localAuthority"] = council },
            },
            ["consent"] = new JsonObject { ["status"] = "not-yet-given" },
            ["contacts"] = new JsonArray(
                new JsonObject { ["role"] = "social-worker", ["name"] = "S Worker", ["email"] = "s.worker@council.example" },
                new JsonObject { ["role"] = "team-manager", ["name"] = "T Manager", ["email"] = "t.manager@council.example" }),
            ["healthProvider"] = provider,
        }, council);

    public static JsonObject Consent(string subject, string on = "2026-11-02", string status = "given", string? givenBy = "parent") =>
        Event("uk.lac.consent-recorded.v1", subject, new JsonObject
        {
            ["consent"] = new JsonObject { ["status"] = status, ["givenBy"] = givenBy, ["on"] = on },
        });

    public static JsonObject Paperwork(string subject, string on = "2026-11-02") =>
        Event("uk.lac.paperwork-completed.v1", subject, new JsonObject { ["on"] = on });

    public static JsonObject Ceased(string subject, string on = "2026-11-02", string reason = "E4A") =>
        Event("uk.lac.ceased-to-be-looked-after.v1", subject, new JsonObject { ["on"] = on, ["reason"] = reason });

    public static JsonObject Event(string type, string subject, JsonObject data, string council = "825") => new()
    {
        ["specversion"] = "1.0",
        ["id"] = Guid.CreateVersion7().ToString(),
        ["source"] = $"urn:uk:la:{council}:case-system",
        ["type"] = type,
        ["time"] = "2026-11-02T08:30:00Z",
        ["subject"] = subject,
        ["datacontenttype"] = "application/json",
        ["data"] = data,
    };

    public static JsonObject Appointment(string caseId, string status, string start = "2026-11-02T08:00:00Z", string end = "2026-11-02T08:45:00Z") => new()
    {
        ["resourceType"] = "Appointment",
        ["status"] = status,
        ["start"] = start,
        ["end"] = end,
        ["basedOn"] = new JsonArray(new JsonObject { ["reference"] = $"ServiceRequest/{caseId}" }),
        ["participant"] = new JsonArray(new JsonObject { ["actor"] = new JsonObject { ["reference"] = $"Patient/{caseId}" }, ["status"] = "accepted" }),
    };

    public static JsonObject Return(string caseId, params string[] kinds) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "transaction",
        ["entry"] = new JsonArray([.. (kinds.Length == 0 ? ["iha-summary", "health-care-plan"] : kinds).Select(kind => (JsonNode)new JsonObject
        {
            ["resource"] = Document(caseId, kind, $"{kind} of {caseId}"),
            ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "DocumentReference" },
        })]),
    };

    public static JsonObject Document(string caseId, string kind, string text) => new()
    {
        ["resourceType"] = "DocumentReference",
        ["status"] = "current",
        ["type"] = new JsonObject
        {
            ["coding"] = new JsonArray(new JsonObject { ["system"] = "https://fhir.integrationhub.example/CodeSystem/document-kind", ["code"] = kind }),
        },
        ["subject"] = new JsonObject { ["reference"] = $"Patient/{caseId}" },
        ["date"] = "2026-11-02T08:50:00Z",
        ["author"] = new JsonArray(new JsonObject
        {
            ["identifier"] = new JsonObject { ["system"] = "https://fhir.hl7.org.uk/Id/gmc-number", ["value"] = "9999999" },
            ["display"] = "Dr Sample",
        }),
        ["content"] = new JsonArray(new JsonObject
        {
            ["attachment"] = new JsonObject
            {
                ["contentType"] = "application/pdf",
                ["data"] = Convert.ToBase64String(Encoding.ASCII.GetBytes($"%PDF-1.4\n% {text}\n%%EOF\n")),
                ["title"] = kind,
            },
        }),
        ["context"] = new JsonObject { ["related"] = new JsonArray(new JsonObject { ["reference"] = $"ServiceRequest/{caseId}" }) },
    };

    /// <summary>A Task as read, with the Designated Doctor's sign-off.</summary>
    public static JsonObject SignedOff(JsonNode read)
    {
        var task = read.DeepClone().AsObject();
        task["output"] ??= new JsonArray();
        task["output"]!.AsArray().Add(new JsonObject
        {
            ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "https://fhir.integrationhub.example/CodeSystem/task-output", ["code"] = "ceha-sign-off" }) },
            ["valueReference"] = new JsonObject { ["identifier"] = new JsonObject { ["system"] = "https://fhir.hl7.org.uk/Id/gmc-number", ["value"] = "9999998" } },
        });
        return task;
    }

    /// <summary>A storage-queue envelope as the Functions host posts it, with the message as base64.</summary>
    public static string StorageQueueEnvelope(string message, int dequeueCount = 1, string? id = null) => new JsonObject
    {
        ["Data"] = new JsonObject { ["message"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(message)) },
        ["Metadata"] = new JsonObject
        {
            ["DequeueCount"] = $"{dequeueCount}",
            ["Id"] = $"\"{id ?? Guid.CreateVersion7().ToString()}\"",
            ["sys"] = new JsonObject { ["MethodName"] = "ReceiveNotification" },
        },
    }.ToJsonString();

    /// <summary>A timer's envelope as the Functions host posts it.</summary>
    public static string TimerEnvelope() => new JsonObject
    {
        ["Data"] = new JsonObject { ["timer"] = new JsonObject { ["Schedule"] = new JsonObject(), ["ScheduleStatus"] = null, ["IsPastDue"] = false } },
        ["Metadata"] = new JsonObject { ["sys"] = new JsonObject { ["MethodName"] = "Timer" } },
    }.ToJsonString();
}
