using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Contracts.Events;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Functions.Pages.Case;
using IntegrationHub.Functions.Pages.Layout;

namespace IntegrationHub.Functions.Pages.Actions;

/// <summary>What social care does on a page, as the notification that its case system would send.</summary>
internal sealed class CouncilActions(HubRequests requests, TimeProvider time)
{
    public Task<IReadOnlyList<PageError>> Consent(HttpContext http, CaseModel model, FormReader form)
    {
        var status = form.OneOf("status", ConsentStatuses.All.Where(known => known != ConsentStatuses.NotYetGiven), "Say whether consent was given");
        var on = form.Day("on", "Enter the date of the consent");
        var giver = form.Text("givenBy");
        if (status == ConsentStatuses.Given && !ConsentGivers.All.Contains(giver))
        {
            form.Errors.Add(new PageError("givenBy", "Say who gave consent"));
        }

        return Notify(http, model, form, NotificationTypes.ConsentRecorded, () => new JsonObject
        {
            ["consent"] = new JsonObject { ["status"] = status, ["givenBy"] = status == ConsentStatuses.Given ? giver : null, ["on"] = Day(on) },
        });
    }

    public Task<IReadOnlyList<PageError>> Papers(HttpContext http, CaseModel model, FormReader form)
    {
        var on = form.Day("papersOn", "Enter the date on which the papers were complete");
        return Notify(http, model, form, NotificationTypes.PaperworkCompleted, () => new JsonObject { ["on"] = Day(on) });
    }

    public Task<IReadOnlyList<PageError>> AgreeToCeha(HttpContext http, CaseModel model, FormReader form)
    {
        var on = form.Day("cehaOn", "Enter the date of the agreement");
        return Notify(http, model, form, NotificationTypes.CehaAgreed, () => new JsonObject { ["on"] = Day(on) });
    }

    public Task<IReadOnlyList<PageError>> Reason(HttpContext http, CaseModel model, FormReader form)
    {
        var keyDate = form.OneOf("keyDate", model.Actions.MissedDates.Select(date => date.Code), "Choose which date was missed");
        var reason = form.OneOf("breach", BreachReasons.All, "Choose why the date was missed");
        var text = form.Text("breachText");
        if (reason == BreachReasons.Other && text.Length == 0)
        {
            form.Errors.Add(new PageError("breachText", "Say why the date was missed"));
        }

        return Notify(http, model, form, NotificationTypes.BreachReasonRecorded, () =>
        {
            var data = new JsonObject { ["keyDate"] = keyDate, ["reason"] = reason };
            if (text.Length > 0)
            {
                data["text"] = text;
            }

            return data;
        });
    }

    public Task<IReadOnlyList<PageError>> Provider(HttpContext http, CaseModel model, FormReader form)
    {
        var provider = form.Required("provider", "Enter the ODS code of the provider to ask, such as RXQ", 12)?.ToUpperInvariant();
        return Notify(http, model, form, NotificationTypes.ProviderChanged, () => new JsonObject { ["healthProvider"] = provider });
    }

    public async Task<IReadOnlyList<PageError>> Upload(HttpContext http, CaseModel model, FormReader form, CancellationToken cancel)
    {
        var kind = form.OneOf("kind", DocumentKinds.FromCouncil, "Choose what the paper is");
        var paper = await form.File("paper", "Choose a file", cancel);
        return form.Errors.Count > 0 ? form.Errors : (await requests.Send(http, new HubRequest("POST", "/hub/cases/{id}/documents", model.CaseId)
        {
            Body = paper!.Content,
            ContentType = paper.ContentType,
            Headers = [("X-Document-Kind", kind!), ("X-File-Name", paper.FileName)],
        })).Errors();
    }

    /// <summary>Under the id that the form was given out with: sent twice, it is told once.</summary>
    private async Task<IReadOnlyList<PageError>> Notify(HttpContext http, CaseModel model, FormReader form, string type, Func<JsonObject> data)
    {
        if (!Guid.TryParse(form.Text("message"), out var id))
        {
            form.Errors.Add(new PageError(null, "The form is too old. Load the page again"));
        }

        if (form.Errors.Count > 0)
        {
            return form.Errors;
        }

        var answer = await requests.Send(http, HubRequest.WithJson("POST", "/hub/notifications", null, new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id.ToString(),
            ["source"] = $"urn:uk:la:{model.Council}:hub-pages",
            ["type"] = type,
            ["time"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["subject"] = model.Row.Reference,
            ["datacontenttype"] = "application/json",
            ["data"] = data(),
        }, "application/cloudevents+json"));
        return answer.Code == ProblemCodes.NotificationIdReused ? [] : answer.Errors(pointer => FieldOf(type, pointer));
    }

    /// <summary>The field of the form that a member of the notification came from: what an interface says about one is shown at the other.</summary>
    private static string? FieldOf(string type, string pointer) => (type, pointer) switch
    {
        (NotificationTypes.ConsentRecorded, "/data/consent/status") => "status",
        (NotificationTypes.ConsentRecorded, "/data/consent/givenBy") => "givenBy",
        (NotificationTypes.ConsentRecorded, "/data/consent/on") => "on",
        (NotificationTypes.PaperworkCompleted, "/data/on") => "papersOn",
        (NotificationTypes.CehaAgreed, "/data/on") => "cehaOn",
        (NotificationTypes.BreachReasonRecorded, "/data/keyDate") => "keyDate",
        (NotificationTypes.BreachReasonRecorded, "/data/reason") => "breach",
        (NotificationTypes.BreachReasonRecorded, "/data/text") => "breachText",
        (NotificationTypes.ProviderChanged, "/data/healthProvider") => "provider",
        _ => null,
    };

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
