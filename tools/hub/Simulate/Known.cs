namespace IntegrationHub.Tools.Hub.Simulate;

/// <summary>What the hub has been told of a child, as plain variables: the last word counts.</summary>
public sealed class Known
{
    public DateOnly DayZero { get; private set; }
    public DateOnly NotifiedOn { get; private set; }
    public string LegalStatus { get; private set; } = "";
    public string PlacedIn { get; private set; } = "";
    public DateOnly Born { get; private set; }
    public bool IsUnaccompanied { get; private set; }
    public bool IsInHospital { get; private set; }
    public bool? IsKnownToPaediatrics { get; private set; }
    public string Provider { get; private set; } = "";
    /// <summary>In the order in which they came.</summary>
    public List<ConsentRecorded> Consents { get; } = [];
    /// <inheritdoc cref="Consents"/>
    public List<DateOnly> PapersCompletedOn { get; } = [];
    public DateOnly? CehaAgreedOn { get; private set; }
    public DateOnly? CehaSignedOffOn { get; private set; }
    public DateOnly? EarlierAssessmentOn { get; private set; }
    public DateOnly? CeasedOn { get; private set; }
    /// <summary>The provider of the present referral rejected it on that day and nobody was asked since.</summary>
    public DateOnly? RejectedOn { get; private set; }
    public Dictionary<string, DateOnly> UploadedOn { get; } = [];
    /// <summary>In the order in which they came, with the day on which they came.</summary>
    public List<(DateOnly On, DateOnly LearntOn)> Declines { get; } = [];
    public Dictionary<string, AppointmentIs> Appointments { get; } = [];
    public List<(DocumentReturned Document, DateOnly On)> Documents { get; } = [];
    /// <summary>When the referral of a review was raised, by its number.</summary>
    public SortedDictionary<int, DateOnly> ReviewsRaised { get; } = [];

    /// <summary>Short breaks all along.</summary>
    public bool NeverHadClock { get; private set; }

    public bool IsShortBreak => LegalStatus is "V3" or "V4";

    public void Apply(Happening happening, DateOnly learntOn)
    {
        switch (happening)
        {
            case Notified it: Apply(it, learntOn); break;
            case LegalStatusChanged it: Apply(it, learntOn); break;
            case Moved it: PlacedIn = it.PlacedIn; break;
            case ConsentRecorded it: Consents.Add(it); break;
            case PapersCompleted it: PapersCompletedOn.Add(it.On); break;
            case PaperUploaded it: UploadedOn.TryAdd(it.Kind, learntOn); break;
            case DayZeroCorrected it: DayZero = it.To; break;
            case LeftHospital: IsInHospital = false; break;
            case Declined it: Declines.Add((it.On, learntOn)); break;
            case CehaAgreed it: CehaAgreedOn = it.On; break;
            case CehaSignedOff: CehaSignedOffOn = learntOn; break;
            case EarlierAssessment it: EarlierAssessmentOn = it.On; break;
            case Ceased it: CeasedOn = it.On; break;
            case ProviderChanged it: (Provider, RejectedOn) = (it.To, null); break;
            case TaskMoved it: RejectedOn = it.Status == "rejected" ? learntOn : null; break;
            case AppointmentIs it: Appointments[it.Id] = it; break;
            case DocumentReturned it: Apply(it, learntOn); break;
            default: throw new ArgumentOutOfRangeException(nameof(happening), happening, "The re-computation knows nothing of it.");
        }
    }

    private void Apply(DocumentReturned it, DateOnly learntOn)
    {
        Documents.Add((it, learntOn));
        // The sign-off was of the one that was wrong.
        if (it is { Kind: "ceha-summary", Replaces: not null })
            CehaSignedOffOn = null;
    }

    private void Apply(Notified it, DateOnly learntOn)
    {
        (DayZero, NotifiedOn, LegalStatus, PlacedIn, Provider) = (it.DayZero, learntOn, it.LegalStatus, it.PlacedIn, it.Provider);
        (Born, IsUnaccompanied, IsInHospital, IsKnownToPaediatrics) = (it.Born, it.IsUnaccompanied, it.IsInHospital, it.IsKnownToPaediatrics);
        NeverHadClock = IsShortBreak;
    }

    private void Apply(LegalStatusChanged it, DateOnly learntOn)
    {
        var wasShortBreak = IsShortBreak;
        LegalStatus = it.LegalStatus;
        NeverHadClock &= IsShortBreak;
        if (wasShortBreak && !IsShortBreak)
            (DayZero, NotifiedOn) = (it.On, learntOn);
    }
}
