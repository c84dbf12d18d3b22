namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>Something that was sent to the hub and that the hub accepted.</summary>
public abstract record Happening;

public sealed record Notified(
    DateOnly DayZero, string LegalStatus, string PlacedIn, DateOnly Born, bool IsUnaccompanied, bool IsInHospital, bool? IsKnownToPaediatrics, string Provider) : Happening;
public sealed record LegalStatusChanged(string LegalStatus, DateOnly On) : Happening;
public sealed record Moved(string PlacedIn) : Happening;
public sealed record ConsentRecorded(string Status, string? GivenBy, DateOnly On) : Happening;
public sealed record PapersCompleted(DateOnly On) : Happening;
/// <param name="Kind">`consent-form` or `part-a`.</param>
public sealed record PaperUploaded(string Kind) : Happening;
public sealed record DayZeroCorrected(DateOnly To) : Happening;
public sealed record LeftHospital : Happening;
public sealed record Declined(DateOnly On) : Happening;
public sealed record CehaAgreed(DateOnly On) : Happening;
public sealed record CehaSignedOff : Happening;
public sealed record EarlierAssessment(DateOnly On) : Happening;
public sealed record Ceased(DateOnly On) : Happening;
public sealed record ProviderChanged(string To) : Happening;
/// <param name="Review">0 for the IHA, n for the n-th review.</param>
public sealed record TaskMoved(int Review, string Status) : Happening;
/// <param name="Review">0 for the IHA, n for the n-th review.</param>
/// <param name="Id">The hub's; what comes later under the same id changes it.</param>
public sealed record AppointmentIs(int Review, string Id, string Status, DateTimeOffset Start) : Happening;
/// <param name="Review">0 for the IHA, n for the n-th review.</param>
/// <param name="Id">The hub's.</param>
/// <param name="Replaces">The id of the wrong one whose place it takes.</param>
public sealed record DocumentReturned(int Review, string Kind, string Id, DateOnly? AssessedOn, string? Replaces) : Happening;

/// <param name="Happening">What.</param>
/// <param name="LearntOn">The date in London when the hub accepted it.</param>
public sealed record Told(Happening Happening, DateOnly LearntOn);
