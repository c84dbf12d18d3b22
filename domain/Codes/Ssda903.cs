using System.Collections.Frozen;

namespace IntegrationHub.Domain.Codes;

/// <summary>
/// Code lists of SSDA903, the council's statutory return on looked-after children: the vocabulary that
/// social care already speaks. A null label means that no public source names the code: it is shown as it is.
/// </summary>
public static class Ssda903
{
    /// <summary>Legal status (LS).</summary>
    public static FrozenDictionary<string, string?> LegalStatuses { get; } = new Dictionary<string, string?>
    {
        ["C1"] = "Interim care order",
        ["C2"] = "Full care order",
        ["D1"] = "Freeing order granted",
        ["E1"] = "Placement order granted",
        ["V2"] = "Single period of accommodation under section 20",
        ["V3"] = "Accommodated under an agreed series of short-term breaks (individual episodes recorded)",
        ["V4"] = "Accommodated under an agreed series of short-term breaks (agreements recorded)",
        ["L1"] = "Under police protection and in local authority accommodation",
        ["L2"] = "Emergency protection order",
        ["L3"] = "Under child assessment order and in local authority accommodation",
        ["J1"] = "Remanded to local authority accommodation or to youth detention accommodation",
        ["J2"] = "Placed in local authority accommodation under PACE 1984",
        ["J3"] = "Sentenced to youth rehabilitation order with residence or intensive fostering requirement",
    }.ToFrozenDictionary();

    /// <summary>Category of need (CIN).</summary>
    public static FrozenDictionary<string, string?> CategoriesOfNeed { get; } = new Dictionary<string, string?>
    {
        ["N1"] = "Abuse or neglect",
        ["N2"] = "Child's disability",
        ["N3"] = "Parental illness or disability",
        ["N4"] = "Family in acute stress",
        ["N5"] = "Family dysfunction",
        ["N6"] = "Socially unacceptable behaviour",
        ["N7"] = "Low income",
        ["N8"] = "Absent parenting",
    }.ToFrozenDictionary();

    /// <summary>Placement type (PLACE), the lists of 2022-25 and 2025-26 together.</summary>
    public static FrozenDictionary<string, string?> PlacementTypes { get; } = new Dictionary<string, string?>
    {
        ["A3"] = "Placed for adoption with consent, current carer",
        ["A4"] = "Placed for adoption with consent, not current carer",
        ["A5"] = "Placed for adoption with placement order, current carer",
        ["A6"] = "Placed for adoption with placement order, not current carer",
        ["H5"] = "Semi-independent living (to 2024-25)",
        ["K1"] = "Secure children's home",
        ["K2"] = "Children's home",
        ["K3"] = null,
        ["P1"] = "Placed with own parent(s) or other person with parental responsibility",
        ["P2"] = "Independent living (to 2024-25)",
        ["P3"] = "Residential employment",
        ["R1"] = "Residential care home",
        ["R2"] = "NHS or other health establishment",
        ["R3"] = "Family centre or mother and baby unit",
        ["R5"] = "Young offender institution",
        ["S1"] = "Residential school",
        ["T0"] = "All types of temporary move",
        ["T1"] = "Temporary: in hospital",
        ["T2"] = "Temporary: on holiday",
        ["T3"] = "Temporary: normal carer on holiday",
        ["T4"] = "Temporary: seven days or less, other reason",
        ["U1"] = "Foster placement with relative or friend, long term",
        ["U2"] = "Foster placement with relative or friend, also approved adopter",
        ["U3"] = "Foster placement with relative or friend, not long term",
        ["U4"] = "Foster placement with other carer, long term",
        ["U5"] = "Foster placement with other carer, also approved adopter",
        ["U6"] = "Foster placement with other carer, not long term",
        ["Z1"] = "Other (to 2024-25)",
        ["Z11"] = null,
        ["Z12"] = null,
        ["Z13"] = null,
        ["Z14"] = null,
    }.ToFrozenDictionary();

    /// <summary>Reason for a new episode (RNE).</summary>
    public static FrozenDictionary<string, string?> ReasonsForNewEpisode { get; } = new Dictionary<string, string?>
    {
        [CareBegins] = "Started to be looked after",
        ["L"] = "Change of legal status only",
        ["P"] = "Change of placement and carer(s) only",
        ["T"] = "Change of placement (same carer) only",
        ["B"] = "Change of legal status and placement and carer(s)",
        ["U"] = "Change of legal status and placement (same carer)",
    }.ToFrozenDictionary();

    /// <summary>S: the episode with which the child started to be looked after.</summary>
    public const string CareBegins = "S";

    /// <summary>L: the child stays where it is.</summary>
    public const string LegalStatusOnly = "L";

    /// <summary>Reason an episode ceased (REC). Every code but <see cref="EpisodeContinues"/> ends care.</summary>
    public static FrozenSet<string> ReasonsCeased { get; } = new[]
    {
        "E11",
        "E12",
        "E2",
        "E3",
        "E4A",
        "E4B",
        "E13",
        "E41",
        "E45",
        "E46",
        "E47",
        "E48",
        "E5",
        "E6",
        "E7",
        "E8",
        "E9",
        "E14",
        "E15",
        "E16",
        "E17",
        "X1",
    }.ToFrozenSet();

    /// <summary>X1: the episode ceases and a new one begins the same day, so care goes on.</summary>
    public const string EpisodeContinues = "X1";

    /// <summary>E2: the child died.</summary>
    public const string Died = "E2";

    /// <summary>Short-break legal statuses, which start no assessment clock (regulation 48).</summary>
    public static FrozenSet<string> ShortBreaks { get; } = new[] { "V3", "V4" }.ToFrozenSet();

    /// <summary>Ethnicity, each with the NHS ethnic category it maps to.</summary>
    public static FrozenDictionary<string, string> EthnicityToNhs { get; } = new Dictionary<string, string>
    {
        ["WBRI"] = "A",
        ["WIRI"] = "B",
        ["WOTH"] = "C",
        ["WIRT"] = "C",
        ["WROM"] = "C",
        ["MWBC"] = "D",
        ["MWBA"] = "E",
        ["MWAS"] = "F",
        ["MOTH"] = "G",
        ["AIND"] = "H",
        ["APKN"] = "J",
        ["ABAN"] = "K",
        ["AOTH"] = "L",
        ["BCRB"] = "M",
        ["BAFR"] = "N",
        ["BOTH"] = "P",
        ["CHNE"] = "R",
        ["OOTH"] = "S",
        ["REFU"] = "Z",
        ["NOBT"] = "99",
    }.ToFrozenDictionary();

    /// <summary>Sex as the Department for Education's daily data uses it: male, female, unknown.</summary>
    public static FrozenSet<string> Sexes { get; } = new[] { "M", "F", "U" }.ToFrozenSet();
}
