using System.Globalization;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Referrals.Rendering;

/// <summary>Small pieces that every rendered resource is made of.</summary>
internal static class Fhir
{
    public static Meta MetaOf(StoredCase stored, string? profileOf = null) => new()
    {
        VersionId = stored.Version.ToString(CultureInfo.InvariantCulture),
        LastUpdated = Instant(stored.LastUpdated),
        Profile = profileOf is null ? null : [FhirSystems.Profile(profileOf)],
    };

    /// <summary>UTC with milliseconds.</summary>
    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A FHIR dateTime or instant as UTC; null when absent. Its form was checked with the resource's shape.</summary>
    public static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUniversalTime() : null;

    public static string? Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static ResourceReference Reference(string type, string id) => new() { Reference = $"{type}/{id}" };

    /// <summary>A concept of somebody else's system; for those of the hub's own there is <see cref="Terminology.HubConcepts"/>.</summary>
    public static CodeableConcept Concept(string system, string code, string? display = null) =>
        new() { Coding = [new Coding { System = system, Code = code, Display = display }] };

    public static CodeableConcept Text(string text) => new() { Text = text };
}
