using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals;

/// <summary>FHIR R4 at <c>/hub/fhir</c>: metadata, read, vread; search and updates have files of their own.</summary>
internal static class FhirEndpoints
{
    public static IServiceCollection AddReferrals(this IServiceCollection services) =>
        Search.SearchEndpoints.AddSearch(services.AddSingleton<ReferralResources>().AddSingleton<CaseResources>());

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/fhir/metadata", (HubSettings settings) => FhirAnswers.Resource(CapabilityStatementResource.Of(settings)))
            .WithMetadata(new Requires(Operation.Anyone));
        foreach (var type in CaseResources.Types)
        {
            app.MapGet($"/hub/fhir/{type}/{{id}}", (HttpContext http, string id, VisibleCases visible, CaseResources resources, CancellationToken cancel) =>
                Read(http, type, id, null, visible, resources, cancel)).WithMetadata(new Requires(Operation.ReadFhir));
            app.MapGet($"/hub/fhir/{type}/{{id}}/_history/{{version}}", (HttpContext http, string id, string version, VisibleCases visible, CaseResources resources, CancellationToken cancel) =>
                Read(http, type, id, version, visible, resources, cancel)).WithMetadata(new Requires(Operation.ReadFhir));
        }

        app.MapGet("/hub/fhir/Organization/{id}", ReadOrganization).WithMetadata(new Requires(Operation.ReadFhir));
        app.MapGet("/hub/fhir/Binary/{id}", ReadBinary).WithMetadata(new Requires(Operation.ReadFhir));
        app.MapPut("/hub/fhir/Task/{id}", UpdateTask.Put).WithMetadata(new Requires(Operation.WriteFhir));
        app.MapPost("/hub/fhir/Appointment", SaveAppointment.Post).WithMetadata(new Requires(Operation.WriteFhir));
        app.MapPut("/hub/fhir/Appointment/{id}", SaveAppointment.Put).WithMetadata(new Requires(Operation.WriteFhir));
    }

    private static async Task<IResult> Read(
        HttpContext http, string type, string id, string? version, VisibleCases visible, CaseResources resources, CancellationToken cancel)
    {
        var stored = await visible.Find(http, CaseResources.CaseIdIn(id), cancel);
        if (version is not null)
        {
            stored = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? stored?.AsOfVersion(number) : null;
        }

        if (stored is null || await resources.Find(stored, type, id, cancel) is not { } resource)
        {
            return Answers.NotFound();
        }

        var current = WeakETag.Of(resource.Meta!.VersionId!);
        if (!IsAtCaller(http.Request.Headers.IfNoneMatch, current))
        {
            return FhirAnswers.Resource(resource);
        }

        http.Response.Headers.ETag = current;
        return Results.StatusCode(304);
    }

    private static bool IsAtCaller(Microsoft.Extensions.Primitives.StringValues ifNoneMatch, string current) => ifNoneMatch
        .SelectMany(header => (header ?? "").Split(',', StringSplitOptions.TrimEntries))
        .Any(tag => tag == "*" || tag == current || $"W/{tag}" == current);

    /// <summary>The caller's own organisation, or a council that has referred a child to it.</summary>
    private static async Task<IResult> ReadOrganization(HttpContext http, string id, CaseIndex index, CancellationToken cancel)
    {
        var organisation = VisibleCases.CallerOf(http).Organisation;
        return id == organisation || (LocalAuthorityCode.TryParse(id, out _) && await index.List($"worklist/{organisation}/", cancel).AnyAsync(entry => entry.CaseId.LocalAuthority == id, cancel))
            ? FhirAnswers.Resource(PartyResources.OrganizationOf(id))
            : Answers.NotFound();
    }

    /// <summary>The content of a document in its own media type; as a Binary resource for a client that asks for FHIR.</summary>
    private static async Task<IResult> ReadBinary(HttpContext http, string id, VisibleCases visible, DocumentStore documents, CancellationToken cancel)
    {
        if (await visible.Find(http, CaseResources.CaseIdIn(id), cancel) is not { } stored ||
            stored.State.Documents.FirstOrDefault(known => known.Document.DocumentId == id)?.Document is not { } document)
        {
            return Answers.NotFound();
        }

        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!http.Request.Headers.Accept.Any(accept => accept?.Contains("fhir", StringComparison.OrdinalIgnoreCase) == true))
        {
            return Results.Stream(await documents.Open(stored.State.CaseId, document.Sha256, cancel), document.ContentType, document.FileName);
        }

        var content = await documents.Read(stored.State.CaseId, document.Sha256, cancel);
        return FhirAnswers.Resource(new Binary
        {
            Id = id,
            Meta = Fhir.MetaOf(stored),
            ContentType = document.ContentType,
            SecurityContext = Fhir.Reference(ServiceRequest.TypeName, stored.State.Header.CaseId),
            Data = Convert.ToBase64String(content.ToMemory().Span),
        });
    }
}
