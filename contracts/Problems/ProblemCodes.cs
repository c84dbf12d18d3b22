namespace IntegrationHub.Contracts.Problems;

/// <summary>Stable codes of <see cref="Problem.Code"/>: what a caller may branch on.</summary>
public static class ProblemCodes
{
    public const string NotJson = "not-json";
    public const string NotACloudEvent = "not-a-cloudevent";
    public const string InvalidNotification = "invalid-notification";
    public const string InvalidImport = "invalid-import";
    public const string NotificationIdReused = "notification-id-reused";
    public const string NotificationInProgress = "notification-in-progress";
    public const string ChildNotKnown = "child-not-known";
    public const string OrganisationMismatch = "organisation-mismatch";
    public const string NotAuthenticated = "not-authenticated";
    public const string NotAllowed = "not-allowed";
    public const string NotFound = "not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string TooLarge = "too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string SigningKeysUnavailable = "signing-keys-unavailable";
    public const string TooManyRequests = "too-many-requests";
    public const string ScannerUnavailable = "scanner-unavailable";
    public const string NotAcceptable = "not-acceptable";
    public const string NotSupported = "not-supported";
    public const string Gone = "gone";
    public const string SeveralMatches = "several-matches";
    public const string VersionConflict = "version-conflict";
    public const string PreconditionRequired = "precondition-required";
    public const string StorageUnavailable = "storage-unavailable";
    public const string InvalidRequest = "invalid-request";
    public const string DocumentNotAccepted = "document-not-accepted";
    public const string CaseClosed = "case-closed";
    public const string CaseRemoved = "case-removed";
    public const string ClockBackwards = "clock-backwards";
    public const string InternalError = "internal-error";
}

/// <summary>Stable codes of <see cref="Fault.Code"/>.</summary>
public static class FaultCodes
{
    public const string Required = "required";
    public const string UnknownMember = "unknown-member";
    public const string WrongType = "wrong-type";
    public const string Empty = "empty";
    public const string TooLong = "too-long";
    public const string ControlCharacter = "control-character";
    public const string SpecVersion = "specversion";
    public const string SourceFormat = "source-format";
    public const string UnknownEventType = "unknown-event-type";
    public const string ContentType = "content-type";
    public const string DateFormat = "date-format";
    public const string InstantFormat = "instant-format";
    public const string DateInFuture = "date-in-future";
    public const string DateTooEarly = "date-too-early";
    public const string DateBeforeBirth = "date-before-birth";
    public const string BornAfterCareStart = "born-after-care-start";
    public const string NotAChild = "not-a-child";
    public const string CeasedBeforeStart = "ceased-before-start";
    public const string NhsNumberFormat = "nhs-number-format";
    public const string NhsNumberCheckDigit = "nhs-number-check-digit";
    public const string NhsNumberMissing = "nhs-number-missing";
    public const string NhsNumberStatus = "nhs-number-status";
    public const string UnknownCode = "unknown-code";
    public const string PostcodeFormat = "postcode-format";
    public const string OdsCodeFormat = "ods-code-format";
    public const string LocalAuthorityFormat = "local-authority-format";
    public const string UrnFormat = "urn-format";
    public const string EmailFormat = "email-format";
    public const string LanguageFormat = "language-format";
    public const string HealthProviderMissing = "health-provider-missing";
    public const string ProviderDiffers = "provider-differs";
    public const string ReferralNotOpen = "referral-not-open";
    public const string CareNotEnded = "care-not-ended";
    public const string CehaNotOffered = "ceha-not-offered";
    public const string NotEarlier = "not-earlier";
    public const string TextRequired = "text-required";
    public const string ScoreRange = "score-range";
    public const string ScoreOrReason = "score-or-reason";
    public const string NothingToChange = "nothing-to-change";
    public const string ActiveContent = "active-content";
    public const string Malware = "malware";
    public const string DuplicateMember = "duplicate-member";
    public const string Encoding = "encoding";
    public const string MalformedFile = "malformed-file";
    public const string ColumnMissing = "column-missing";
    public const string ColumnTwice = "column-twice";
    public const string TooManyRows = "too-many-rows";
    public const string Formula = "formula";
    public const string OtherCouncil = "other-council";
    public const string ChildTwice = "child-twice";
    public const string EndBeforeStart = "end-before-start";
    public const string EndMissing = "end-missing";
    public const string EpisodesOverlap = "episodes-overlap";
    public const string NextEpisodeMissing = "next-episode-missing";
}
