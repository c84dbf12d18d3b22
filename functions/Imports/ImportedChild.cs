using IntegrationHub.Contracts.Imports;
using IntegrationHub.Domain.Cases;

namespace IntegrationHub.Functions.Imports;

/// <summary>One row of care: a placement, or an episode of SSDA903.</summary>
/// <param name="Placement">Where the child was, since the row began.</param>
/// <param name="EndReason">SSDA903 reason episode ceased; X1 where another row follows.</param>
public sealed record ImportedEpisode(
    SourceRow Row, DateOnly StartedOn, string StartReason, string? LegalStatus, string? CategoryOfNeed, Placement Placement, DateOnly? EndedOn, string? EndReason);

/// <summary>One time of being looked after without a break, made of the rows that follow each other.</summary>
/// <param name="Row">The first one.</param>
/// <param name="BeginsInFile">False when the row with which care began isn't in the file: then <paramref name="StartedOn"/> is only a day on which care was going on.</param>
/// <param name="Placements">Each where the child came to, in order.</param>
/// <param name="LegalStatuses">Each since when; in order.</param>
/// <param name="End">Null while care goes on.</param>
public sealed record CarePeriod(
    SourceRow Row, DateOnly StartedOn, bool BeginsInFile, string? CategoryOfNeed, IReadOnlyList<Placement> Placements,
    IReadOnlyList<(DateOnly From, string Code)> LegalStatuses, CeasedToBeLookedAfter? End);

/// <summary>What a file says of one child: right in itself, or every fault in it.</summary>
/// <param name="Row">The row that names the child first.</param>
/// <param name="LocalId">The council's own child reference; empty where the file has none that can be used.</param>
/// <param name="Details">Those members that the file tells.</param>
/// <param name="Periods">In order; none when the file tells of no care.</param>
/// <param name="IsPurged">The sender wants the child's record to be purged.</param>
public sealed record ImportedChild(
    SourceRow Row, string LocalId, ChildDetails Details, IReadOnlyList<CarePeriod> Periods, bool IsPurged, IReadOnlyList<ImportFault> Faults);
