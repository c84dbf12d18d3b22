using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Tools.Hub.Local;

internal static class Json
{
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>`2026-11-02T09:14:00Z`</summary>
    public static string Instant(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>`2026-11-02`</summary>
    public static string Date(DateOnly on) => on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
