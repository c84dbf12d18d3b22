namespace IntegrationHub.Contracts.Cases;

/// <summary>One child in the OC2 part of SSDA903, with the columns of the file in words.</summary>
/// <param name="Child">The council's own child reference (CHILD).</param>
/// <param name="Convicted">Always null: the council's own to know.</param>
public sealed record Oc2RowView(
    string Child, DateOnly? DateOfBirth, int? SdqScore, string? SdqReason, bool? Convicted, bool? HealthCheck, bool? Immunisations, bool TeethCheck,
    bool HealthAssessment, bool? SubstanceMisuse, bool? InterventionReceived, bool? InterventionOffered);

/// <summary>How often a column of the file says what.</summary>
/// <param name="Column">Name of the column in the file.</param>
/// <param name="Yes">1; of SDQ_SCORE and SDQ_REASON: how many have one.</param>
/// <param name="No">0.</param>
/// <param name="Empty">Not asked for, or nothing was stated.</param>
public sealed record Oc2TotalView(string Column, int Yes, int No, int Empty);

/// <summary>The body of <c>GET /hub/reports/oc2</c> as JSON.</summary>
/// <param name="Year">The year in which the reporting year ends.</param>
/// <param name="From">1 April.</param>
/// <param name="To">31 March.</param>
/// <param name="Children">How many were looked after for 12 months without a break at the end of it.</param>
/// <param name="Rows">One for each of them; null for whoever may see totals only.</param>
public sealed record Oc2View(int Year, DateOnly From, DateOnly To, int Children, IReadOnlyList<Oc2TotalView> Totals, IReadOnlyList<Oc2RowView>? Rows);
