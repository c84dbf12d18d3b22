using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Functions.Pages.Case;
using IntegrationHub.Functions.Pages.Layout;
using IntegrationHub.Functions.Referrals;

namespace IntegrationHub.Functions.Pages.Actions;

/// <summary>What the health team does on a page, as the FHIR request that its system would send.</summary>
internal sealed class HealthActions(HubRequests requests, TimeProvider time)
{
    private const string TaskAddress = "/hub/fhir/Task/{id}";
    private const string FhirJson = "application/fhir+json";

    /// <summary>Moves the referral's Task on.</summary>
    /// <param name="version">That the user saw; null for however it stands.</param>
    public async Task<IReadOnlyList<PageError>> Move(HttpContext http, string referralId, string status, string? version, JsonObject? reason = null)
    {
        var read = await requests.Send(http, new HubRequest("GET", TaskAddress, referralId));
        if (read.Body is not JsonObject task || !read.IsDone)
        {
            return read.Errors();
        }

        task["status"] = status;
        if (reason is not null)
        {
            task["statusReason"] = reason;
        }

        return await Put(http, TaskAddress, referralId, task, version is null ? read.ETag! : $"W/\"{version}\"");
    }

    /// <summary>Rejects the referral: the hub asks the policy's next provider, or social care names one.</summary>
    public Task<IReadOnlyList<PageError>> Reject(HttpContext http, CaseModel model, FormReader form)
    {
        var reason = form.OneOf("reason", RejectReasons.All.Select(known => known.Code), "Choose why you reject the referral");
        var text = form.Text("text");
        if (reason == "other" && text.Length == 0)
        {
            form.Errors.Add(new PageError("text", "Say why you reject the referral"));
        }

        return form.Errors.Count > 0 ? Failed(form) : Move(
            http, model.ReferralId, TaskStatuses.Rejected, form.Text("version"),
            new JsonObject { ["text"] = text.Length > 0 && reason == "other" ? text : $"{RejectReasons.All.First(known => known.Code == reason).Words}{(text.Length > 0 ? $": {text}" : "")}" });
    }

    public Task<IReadOnlyList<PageError>> Book(HttpContext http, CaseModel model, FormReader form)
    {
        var (start, minutes) = (form.Moment("date", "time"), form.Minutes("minutes"));
        return form.Errors.Count > 0 ? Failed(form) : Book(http, model.CaseId, model.ReferralId, start!.Value, minutes!.Value);
    }

    public async Task<IReadOnlyList<PageError>> Book(HttpContext http, string caseId, string referralId, DateTimeOffset start, int minutes) =>
        (await requests.Send(http, HubRequest.WithJson("POST", "/hub/fhir/Appointment", null, new JsonObject
        {
            ["resourceType"] = "Appointment",
            ["status"] = AppointmentStatuses.Booked,
            ["start"] = Instant(start),
            ["end"] = Instant(start.AddMinutes(minutes)),
            ["basedOn"] = new JsonArray(Reference($"ServiceRequest/{referralId}")),
            ["participant"] = new JsonArray(new JsonObject { ["actor"] = Reference($"Patient/{caseId}"), ["status"] = "accepted" }),
        }, FhirJson))).Errors();

    /// <summary>What became of the appointment that is booked.</summary>
    /// <param name="status">Of the appointment: <c>fulfilled</c>, <c>noshow</c> or <c>cancelled</c>.</param>
    public async Task<IReadOnlyList<PageError>> EndAppointment(HttpContext http, CaseModel model, string status)
    {
        if (model.Actions.Booked is not { } booked)
        {
            return [new PageError(null, "No appointment is booked any more")];
        }

        const string address = "/hub/fhir/Appointment/{id}";
        var read = await requests.Send(http, new HubRequest("GET", address, booked.AppointmentId));
        if (read.Body is not JsonObject appointment || !read.IsDone)
        {
            return read.Errors();
        }

        appointment["status"] = status;
        return await Put(http, address, booked.AppointmentId, appointment, read.ETag!);
    }

    /// <summary>Both documents, in one transaction: both arrive, or neither.</summary>
    public async Task<IReadOnlyList<PageError>> Return(HttpContext http, CaseModel model, FormReader form, CancellationToken cancel)
    {
        var summary = await form.File("summary", "Choose the file with the summary", cancel);
        var plan = await form.File("plan", "Choose the file with the health care plan", cancel);
        var doctor = form.Required("doctor", "Enter the name of who assessed", 100);
        var gmc = form.Text("gmc");
        if (!Domain.Identifiers.GmcNumber.TryParse(gmc, out _) && (gmc.Length > 0 || model.Actions.Review == 0))
        {
            form.Errors.Add(new PageError("gmc", "Enter the doctor's GMC number, seven digits"));
        }

        if (form.Errors.Count > 0)
        {
            return form.Errors;
        }

        var author = new JsonObject { ["display"] = doctor };
        if (gmc.Length > 0)
        {
            author["identifier"] = new JsonObject { ["system"] = FhirSystems.GmcNumber, ["value"] = gmc };
        }

        var answer = await requests.Send(http, HubRequest.WithJson("POST", "/hub/fhir", null, new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "transaction",
            ["entry"] = new JsonArray(
                Entry(model, model.Actions.Review == 0 ? DocumentKinds.IhaSummary : DocumentKinds.RhaSummary, summary!, author),
                Entry(model, DocumentKinds.HealthCarePlan, plan!, author.DeepClone().AsObject())),
        }, FhirJson));
        return answer.Errors();
    }

    /// <summary>The summary of a Care Entry Health Assessment, for the Designated Doctor to sign off.</summary>
    public async Task<IReadOnlyList<PageError>> ReturnCeha(HttpContext http, CaseModel model, FormReader form, CancellationToken cancel)
    {
        var summary = await form.File("ceha", "Choose the file with the summary", cancel);
        var author = form.Required("cehaBy", "Enter the name of who wrote the summary", 100);
        return form.Errors.Count > 0 ? form.Errors : (await requests.Send(http, HubRequest.WithJson(
            "POST", "/hub/fhir/DocumentReference", null, Document(model, DocumentKinds.CehaSummary, summary!, new JsonObject { ["display"] = author }), FhirJson))).Errors();
    }

    /// <summary>The Designated Doctor signs a Care Entry Health Assessment off.</summary>
    public async Task<IReadOnlyList<PageError>> SignOff(HttpContext http, CaseModel model, FormReader form)
    {
        var gmc = form.Text("gmc");
        if (!Domain.Identifiers.GmcNumber.TryParse(gmc, out _))
        {
            return [new PageError("gmc", "Enter your GMC number, seven digits")];
        }

        var read = await requests.Send(http, new HubRequest("GET", TaskAddress, model.ReferralId));
        if (read.Body is not JsonObject task || !read.IsDone)
        {
            return read.Errors();
        }

        var outputs = task["output"] as JsonArray ?? [];
        task["output"] = outputs;
        outputs.Add(new JsonObject
        {
            ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = FhirSystems.TaskOutput, ["code"] = Referrals.Terminology.CaseCodes.CehaSignOff }) },
            ["valueReference"] = new JsonObject { ["identifier"] = new JsonObject { ["system"] = FhirSystems.GmcNumber, ["value"] = gmc } },
        });
        return await Put(http, TaskAddress, model.ReferralId, task, $"W/\"{form.Text("version")}\"");
    }

    private async Task<IReadOnlyList<PageError>> Put(HttpContext http, string address, string id, JsonObject resource, string etag) =>
        (await requests.Send(http, HubRequest.WithJson("PUT", address, id, resource, FhirJson) with { Headers = [("If-Match", etag)] })).Errors();

    private JsonObject Entry(CaseModel model, string kind, FormPaper paper, JsonObject author) => new()
    {
        ["resource"] = Document(model, kind, paper, author),
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "DocumentReference" },
    };

    private JsonObject Document(CaseModel model, string kind, FormPaper paper, JsonObject author) => new()
    {
        ["resourceType"] = "DocumentReference",
        ["status"] = "current",
        ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = FhirSystems.DocumentKind, ["code"] = kind }) },
        ["subject"] = Reference($"Patient/{model.CaseId}"),
        ["date"] = Instant(time.GetUtcNow()),
        ["author"] = new JsonArray(author),
        ["content"] = new JsonArray(new JsonObject
        {
            ["attachment"] = new JsonObject { ["contentType"] = paper.ContentType, ["data"] = Convert.ToBase64String(paper.Content), ["title"] = paper.FileName },
        }),
        ["context"] = new JsonObject { ["related"] = new JsonArray(Reference($"ServiceRequest/{model.ReferralId}")) },
    };

    private static Task<IReadOnlyList<PageError>> Failed(FormReader form) => Task.FromResult<IReadOnlyList<PageError>>(form.Errors);

    private static JsonObject Reference(string to) => new() { ["reference"] = to };

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Why a provider rejects a referral, as people say it.</summary>
internal static class RejectReasons
{
    public static IReadOnlyList<(string Code, string Words)> All { get; } =
    [
        ("books-closed", "Books closed"),
        ("not-our-area", "Not our area"),
        ("refer-on", "Another provider should assess"),
        ("other", "Another reason"),
    ];
}
