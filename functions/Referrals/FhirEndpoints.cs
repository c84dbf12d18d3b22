using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Cases;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Referrals.Interactions;
using IntegrationHub.Functions.Referrals.Rendering;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Security;
using IntegrationHub.Functions.Storage;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals;

/// <summary>FHIR R4 at <c>/hub/fhir</c>: which interaction is at which address. Each has a file of its own in Interactions.</summary>
internal static class FhirEndpoints
{
    private static readonly string[] Read = ["GET", "HEAD"];
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static IServiceCollection AddReferrals(this IServiceCollection services) => Search.SearchEndpoints.AddSearch(services)
        .AddSingleton<ReferralResources>().AddSingleton<CaseResources>()
        .AddSingleton<ReadHistory>().AddSingleton<FhirRoutes>()
        .AddSingleton<ConditionalReferences>().AddSingleton<IfNoneExist>().AddSingleton<WriteReader>().AddSingleton<ExecuteWrites>()
        .AddSingleton<WrittenResources>().AddSingleton<SingleWrite>().AddSingleton<TransactionReader>().AddSingleton<Transaction>().AddSingleton<Batch>()
        .AddSingleton<InternalRequests>().AddSingleton<ValidateOperation>();

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/hub/fhir/metadata", Read, (HttpContext http, HubSettings settings) => ReadResource.Conditional(http, CapabilityStatementResource.Of(settings)))
            .WithMetadata(new Requires(Operation.Anyone));
        MapReads(app);
        MapWrites(app);
        foreach (var type in FhirDefinitions.R4.Types.Values.Where(type => type.IsResource).Select(type => type.Name))
        {
            app.MapPost($"/hub/fhir/{type}/$validate", (HttpContext http, ValidateOperation validate, CancellationToken cancel) =>
                validate.Run(http, type, null, cancel)).WithMetadata(new Requires(Operation.ReadFhir));
            app.MapPost($"/hub/fhir/{type}/{{id}}/$validate", (HttpContext http, string id, ValidateOperation validate, CancellationToken cancel) =>
                validate.Run(http, type, id, cancel)).WithMetadata(new Requires(Operation.ReadFhir));
        }

        app.MapMethods("/hub/fhir/{**rest}", Methods, (HttpContext http, FhirRoutes routes) => routes.Refuse(http))
            .WithMetadata(new Requires(Operation.ReadFhir)).WithMetadata(new TakesTheRest());
    }

    private static void MapReads(IEndpointRouteBuilder app)
    {
        foreach (var type in CaseResources.Types)
        {
            app.MapMethods($"/hub/fhir/{type}/{{id}}", Read, (HttpContext http, string id, VisibleCases visible, CaseResources resources, CancellationToken cancel) =>
                ReadResource.Read(http, type, id, visible, resources, cancel)).WithMetadata(new Requires(Operation.ReadFhir));
            app.MapMethods($"/hub/fhir/{type}/{{id}}/_history/{{version}}", Read, (HttpContext http, string id, string version, VisibleCases visible, CaseResources resources, CancellationToken cancel) =>
                ReadResource.ReadVersion(http, type, id, version, visible, resources, cancel)).WithMetadata(new Requires(Operation.ReadFhir));
            app.MapMethods($"/hub/fhir/{type}/{{id}}/_history", Read, (HttpContext http, string id, ReadHistory history, CancellationToken cancel) =>
                history.Read(http, type, id, cancel)).WithMetadata(new Requires(Operation.ReadFhir));
        }

        app.MapMethods("/hub/fhir/Organization/{id}", Read, ReadOrganization).WithMetadata(new Requires(Operation.ReadFhir));
        app.MapMethods("/hub/fhir/Binary/{id}", Read, ReadBinary.Read).WithMetadata(new Requires(Operation.ReadFhir)).WithMetadata(new ServesNativeContent());
    }

    private static void MapWrites(IEndpointRouteBuilder app)
    {
        app.MapPost("/hub/fhir", TransactionEndpoint.Post).WithMetadata(new Requires(Operation.WriteFhir));
        foreach (var type in new[] { Appointment.TypeName, DocumentReference.TypeName, CarePlan.TypeName, Observation.TypeName })
        {
            app.MapPost($"/hub/fhir/{type}", (HttpContext http, SingleWrite write, CancellationToken cancel) => write.Post(http, type, cancel))
                .WithMetadata(new Requires(Operation.WriteFhir));
        }

        app.MapPost($"/hub/fhir/{Binary.TypeName}", (HttpContext http, SingleWrite write, CancellationToken cancel) => write.PostBinary(http, cancel))
            .WithMetadata(new Requires(Operation.WriteFhir));
        app.MapPut($"/hub/fhir/{FhirTask.TypeName}/{{id}}", (HttpContext http, string id, SingleWrite write, CancellationToken cancel) => write.PutTask(http, id, cancel))
            .WithMetadata(new Requires(Operation.WriteFhir));
        app.MapPut($"/hub/fhir/{Appointment.TypeName}/{{id}}", (HttpContext http, string id, SingleWrite write, CancellationToken cancel) => write.PutAppointment(http, id, cancel))
            .WithMetadata(new Requires(Operation.WriteFhir));
    }

    /// <summary>The caller's own organisation, or a council that has referred a child to it.</summary>
    private static async Task<IResult> ReadOrganization(HttpContext http, string id, CaseIndex index, HubConcepts concepts, CancellationToken cancel)
    {
        var organisation = VisibleCases.CallerOf(http).Organisation;
        return id == organisation || (LocalAuthorityCode.TryParse(id, out _) && await index.List(CaseIndex.SearchPrefix(organisation), cancel).AnyAsync(entry => entry.CaseId.LocalAuthority == id, cancel))
            ? ReadResource.Conditional(http, PartyResources.OrganizationOf(id, concepts))
            : Answers.NotFound();
    }
}
