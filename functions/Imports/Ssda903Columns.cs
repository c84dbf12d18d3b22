using System.Collections.Frozen;

namespace IntegrationHub.Functions.Imports;

/// <summary>
/// The columns of SSDA903's header and episodes tables (CSV; the XML has the same names but <c>CHILDID</c> and <c>PL</c>), and a few of the hub's own that a council may
/// add to the header or the episodes for what SSDA903 has no column for.
/// </summary>
public static class Ssda903Columns
{
    public const string HeaderFile = "header";
    public const string EpisodesFile = "episodes";

    /// <summary>Column of the header table to what it is.</summary>
    public static FrozenDictionary<string, string> Header { get; } = new Dictionary<string, string>
    {
        ["CHILD"] = Fields.Child,
        ["SEX"] = Fields.Sex,
        ["DOB"] = Fields.DateOfBirth,
        ["ETHNIC"] = Fields.Ethnicity,
        ["UASC"] = Fields.Unaccompanied,

        // The hub's own.
        ["FORENAME"] = Fields.GivenName,
        ["SURNAME"] = Fields.FamilyName,
        ["NHS_NUMBER"] = Fields.NhsNumber,
        ["LA"] = Fields.Council,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Column of the episodes table to what it is.</summary>
    public static FrozenDictionary<string, string> Episodes { get; } = new Dictionary<string, string>
    {
        ["CHILD"] = Fields.Child,
        ["DECOM"] = Fields.StartedOn,
        ["RNE"] = Fields.StartReason,
        ["LS"] = Fields.LegalStatus,
        ["CIN"] = Fields.CategoryOfNeed,
        ["PLACE"] = Fields.PlacementType,
        ["PL_POST"] = Fields.PlacementPostcode,
        ["HOME_POST"] = Fields.HomePostcode,
        ["DEC"] = Fields.EndedOn,
        ["REC"] = Fields.EndReason,

        // The hub's own.
        ["PL_LA"] = Fields.PlacementArea,
        ["LA"] = Fields.Council,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Without these an episode says nothing.</summary>
    public static IReadOnlyList<string> EpisodesNeed { get; } = ["CHILD", "DECOM", "RNE", "LS", "PLACE", "DEC", "REC"];

    public static SourceTable HeaderTable { get; } = new(HeaderFile, ByField(Header));

    public static SourceTable EpisodesTable { get; } = new(EpisodesFile, ByField(Episodes));

    /// <summary>The same tables as the XML names them; all in one file.</summary>
    public static (SourceTable Header, SourceTable Episodes) Xml { get; } = (
        new(XmlFile, ByField(Header, ("CHILD", "CHILDID"))), new(XmlFile, ByField(Episodes, ("CHILD", "CHILDID"), ("PLACE", "PL"))));

    public const string XmlFile = "file";

    /// <summary>The name of the CSV column for an element of the XML.</summary>
    public static string OfElement(string element) => element switch { "CHILDID" => "CHILD", "PL" => "PLACE", _ => element };

    private static Dictionary<string, string> ByField(FrozenDictionary<string, string> columns, params (string Csv, string Xml)[] renamed) =>
        columns.ToDictionary(column => column.Value, column => renamed.FirstOrDefault(name => name.Csv == column.Key).Xml ?? column.Key);
}
