using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Functions.Assessments;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals.Interactions;

/// <summary>One resource written on its own: <c>POST</c> of what the hub takes, <c>PUT Task/{id}</c> and <c>PUT Appointment/{id}</c>.</summary>
internal sealed class SingleWrite(VisibleCases visible, WriteReader reader, ExecuteWrites execute, WrittenResources written, HubSettings settings)
{
    /// <summary><c>POST {type}</c>, with <c>If-None-Exist</c> if need be.</summary>
    public async Task<IResult> Post(HttpContext http, string type, CancellationToken cancel)
    {
        using var body = await FhirBodies.Read(http.Request, type, cancel);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var sent = CheckedResource.Of(body.Json, type);
        return sent.Readable is { } readable
            ? await Save(http, new SentEntry(type, FhirJson.Read(readable)) { IfNoneExist = http.Request.Headers["If-None-Exist"].FirstOrDefault() }, sent, cancel)
            : FhirAnswers.Invalid(sent.Faults);
    }

    /// <summary><c>POST Binary</c>: as FHIR, or the content in its own media type with the header <c>X-Security-Context</c>.</summary>
    public async Task<IResult> PostBinary(HttpContext http, CancellationToken cancel)
    {
        if (BinaryContents.MediaType(http.Request.ContentType) is FhirAccept.FhirJson or FhirAccept.Json)
        {
            return await Post(http, Binary.TypeName, cancel);
        }

        var body = await RequestBodies.Read(http.Request, DocumentTypes.MaxBytes, [.. DocumentTypes.All], cancel);
        return body.Refusal ?? await Save(http, new SentEntry(Binary.TypeName, new Binary
        {
            ContentType = BinaryContents.MediaType(http.Request.ContentType),
            SecurityContext = new ResourceReference { Reference = http.Request.Headers["X-Security-Context"].FirstOrDefault() },
            Data = Convert.ToBase64String(body.Bytes.Span),
        }), new CheckedResource(null, []), cancel);
    }

    /// <summary><c>PUT Task/{id}</c>: <c>If-Match</c> is required, so that nobody moves on what he hasn't seen.</summary>
    public async Task<IResult> PutTask(HttpContext http, string id, CancellationToken cancel) =>
        await visible.Find(http, CaseResources.CaseIdIn(id), cancel) is not { } stored || ReferralIds.Find(stored, id) is null ? Answers.NotFound() : await Put<FhirTask>(http, id, http.Request.Headers.IfMatch.Count == 0
            ? Answers.Refused(428, ProblemCodes.PreconditionRequired, "Send If-Match with the ETag of the Task you read.") : null, cancel);

    /// <summary><c>PUT Appointment/{id}</c>, with <c>If-Match</c> if need be. An id that the hub didn't give isn't there.</summary>
    public async Task<IResult> PutAppointment(HttpContext http, string id, CancellationToken cancel)
    {
        var stored = await visible.Find(http, CaseResources.CaseIdIn(id), cancel);
        var missing = stored?.State.Appointments.Any(known => known.AppointmentId == id) == true ? null : Answers.NotFound();
        return await Put<Appointment>(http, id, missing, cancel);
    }

    private async Task<IResult> Put<T>(HttpContext http, string id, IResult? refusal, CancellationToken cancel)
        where T : Resource
    {
        var type = typeof(T).Name;
        using var body = await FhirBodies.Read(http.Request, type, cancel);
        if ((body.Refusal ?? refusal) is { } refused)
        {
            return refused;
        }

        var sent = CheckedResource.Of(body.Json, type);
        if (sent.Readable is not { } readable)
        {
            return FhirAnswers.Invalid(sent.Faults);
        }

        var conditional = http.Request.Headers.IfMatch.Count > 0;
        if (!WeakETag.TryParse(http.Request.Headers.IfMatch.ToString(), out var expected) && conditional)
        {
            return Answers.Refused(400, ProblemCodes.InvalidRequest, "If-Match must be an ETag such as W/\"3\".");
        }

        var resource = FhirJson.Read<T>(readable);
        return resource.Id == id
            ? await Save(http, new SentEntry(type, resource) { Id = id, Expected = conditional ? expected : null }, sent, cancel)
            : Answers.Refused(400, ProblemCodes.InvalidRequest, $"The id in the {type} must be the one in the address.");
    }

    private async Task<IResult> Save(HttpContext http, SentEntry entry, CheckedResource sent, CancellationToken cancel)
    {
        var sender = Sender.Of(http, visible);
        var read = await reader.Read([entry], sent.Faults, sender, cancel);
        if (read.Faults.Count > 0)
        {
            return FhirAnswers.Invalid(sent.With(read.Faults));
        }

        if (read.Refusals is [var condition, ..])
        {
            return Answers.Refused(condition.Status, condition.Code, condition.Detail);
        }

        var outcome = await execute.Run(read.Writes, read.Stored!, sender.Actor, cancel);
        return outcome.Refusal is { } refusal ? Answers.Refused(refusal) : await Answer(outcome.Done[0], sender, cancel);
    }

    private async Task<IResult> Answer(WriteDone done, Sender sender, CancellationToken cancel)
    {
        var resource = await written.Of(done, sender, cancel);
        return FhirAnswers.Resource(resource, done.Created ? 201 : 200, $"{settings.PublicUrl}/hub/fhir/{WrittenResources.LocationOf(resource)}");
    }
}
