using System.Globalization;
using Azure.Storage.Queues.Models;
using IntegrationHub.Contracts;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Alarms;
using IntegrationHub.Functions.Calendar;
using IntegrationHub.Functions.Escalations;
using IntegrationHub.Functions.Escalations.Delivery;
using IntegrationHub.Functions.Escalations.Digests;
using IntegrationHub.Functions.Hosting;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Passports;
using IntegrationHub.Functions.Policies;
using IntegrationHub.Functions.Referrals;
using IntegrationHub.Functions.Referrals.Terminology;
using IntegrationHub.Functions.Reports;
using IntegrationHub.Functions.Storage;
using IntegrationHub.Functions.Subscriptions;
using IntegrationHub.Functions.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Functions.Tests.Escalations.Delivery;

/// <summary>
/// The way of a notice from the sweep to the recipient over a real Azurite and real HTTP, in this process, so that a test decides when the clock moves and when
/// a queue message is delivered. One invented case, with contacts for five roles.
/// </summary>
internal sealed class DeliveryRig : IAsyncDisposable
{
    public static readonly string[] LevelOne = ["s.worker@council.example", "support@council.example"];
    public static readonly string[] LevelTwo = ["iro@council.example", "nurse@trust.example", "t.manager@council.example"];

    private readonly ServiceProvider services;
    private readonly SettableClock clock;
    private readonly CaseHeader header;

    private DeliveryRig(ServiceProvider services, SettableClock clock, CaseHeader header) =>
        (this.services, this.clock, this.header) = (services, clock, header);

    /// <summary>A case of day 0, notified the next morning.</summary>
    /// <param name="opens">False for another instance beside a rig that has opened the case already.</param>
    public static async Task<DeliveryRig> Start(
        string connection, AlertSettings alerts, string dayZero = "2026-10-30", Policy? policy = null, string? feed = null, bool opens = true, params Policy[] further)
    {
        var clock = new SettableClock(DateTimeOffset.Parse($"{dayZero}T16:00:00Z", CultureInfo.InvariantCulture));
        var (settings, _) = HubSettings.Read(name => name switch { "AzureWebJobsStorage" => connection, "HUB_BANK_HOLIDAYS_URL" => feed, _ => null });
        var services = new ServiceCollection()
            .AddLogging().AddSingleton(settings!).AddSingleton(HubStorage.Connect(settings!)).AddSingleton<TimeProvider>(clock).AddSingleton(new RealTime(TimeProvider.System))
            .AddSingleton(new PolicyBook([policy ?? Policy.Default, .. further])).AddCalendar().AddSingleton<CaseRules>()
            .AddReferrals().AddTerminology(TerminologyMapping.BuiltIn).AddSingleton<SearchMetadata>((_, _) => new Dictionary<string, string>())
            .AddSingleton<NhsNumberHash>().AddSingleton<PendingCommits>().AddSingleton<CaseIndex>().AddSingleton<CaseCommit>().AddSingleton<CaseStore>().AddSingleton<ParkedStore>()
            .AddSingleton<IndexTidying>().AddSingleton<SubscriberSignal>().AddMessaging(settings!).AddSingleton<SweepKeyDates>()
            .AddDelivery(alerts).AddSingleton(Samples.Limits).AddPassports().AddSingleton<DocumentStore>()
            .AddSingleton(provider => new DigestSpool(provider.GetRequiredService<HubStorage>(), new Ahead()))
            .AddAlarms().AddReports().AddTelemetry(null)
            .BuildServiceProvider();
        await services.GetRequiredService<HubStorage>().EnsureExists(CancellationToken.None);
        Assert.True(LocalAuthorityCode.TryParse("825", out var council));
        var rig = new DeliveryRig(services, clock, new CaseHeader(CaseId.For(council, "LCS-900001", 1).Value, "825", "LCS-900001", 1));
        if (opens)
        {
            await rig.Record(Opened(DateOnly.ParseExact(dayZero, "yyyy-MM-dd", CultureInfo.InvariantCulture)));
        }

        return rig;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public string Id => header.CaseId;

    public async Task Record(params FactData[] data) =>
        await Get<CaseStore>().Change(header, new Actor("825", "test"), _ => Decision.Record([.. data.Select(fact => new NewFact(clock.GetUtcNow(), fact))]), CancellationToken.None);

    /// <summary>Opens another case of the same council, day 0 and contacts.</summary>
    public async Task<CaseHeader> Open(string localId, DateOnly dayZero)
    {
        Assert.True(LocalAuthorityCode.TryParse("825", out var council));
        var other = new CaseHeader(CaseId.For(council, localId, 1).Value, "825", localId, 1);
        await Get<CaseStore>().Change(other, new Actor("825", "test"), _ => Decision.Record(clock.GetUtcNow(), Opened(dayZero)), CancellationToken.None);
        return other;
    }

    public async Task<StoredCase> Stored(CaseHeader other) =>
        await Get<CaseStore>().Load(CaseIdOf(other), CancellationToken.None) ?? throw new InvalidOperationException("The case is not stored.");

    public Task ConsentAndPapers() => Record(
        new ConsentRecorded(ConsentStatuses.Given, ConsentGivers.Parent, DateOnly.FromDateTime(clock.GetUtcNow().Date)),
        new PaperworkCompleted(DateOnly.FromDateTime(clock.GetUtcNow().Date)));

    /// <summary>Everything of the Initial Health Assessment is done, and both documents are back.</summary>
    /// <param name="on">The day of the assessment.</param>
    public async Task Assessed(CaseHeader other, string on)
    {
        var day = DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        FactData[] data =
        [
            new ConsentRecorded(ConsentStatuses.Given, ConsentGivers.Parent, day), new PaperworkCompleted(day),
            DocumentOf(DocumentKinds.IhaSummary, day), DocumentOf(DocumentKinds.HealthCarePlan, day),
        ];
        await Get<CaseStore>().Change(other, new Actor("RXQ", "test"), _ => Decision.Record([.. data.Select(fact => new NewFact(clock.GetUtcNow(), fact))]), CancellationToken.None);
    }

    private static DocumentReceived DocumentOf(string kind, DateOnly assessedOn) =>
        new($"document-{kind}", kind, "0f", "application/pdf", $"{kind}.pdf", 1234, "1234567", "Dr Example", null, assessedOn);

    /// <summary>Moves the clock, and nothing else.</summary>
    public void MoveTo(string instant) => clock.MoveTo(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));

    /// <summary>Moves the clock on, sweeps, dispatches and delivers what is on the queue.</summary>
    public async Task At(string instant)
    {
        MoveTo(instant);
        await Sweep();
        await Pump();
    }

    /// <summary>The hourly sweep, now.</summary>
    public Task Sweep() => Get<SweepKeyDates>().Run(CancellationToken.None);

    /// <summary>Moves the clock on, sweeps and dispatches: what is raised lies on the queue.</summary>
    public async Task SweepAt(string instant)
    {
        MoveTo(instant);
        await Sweep();
        await Get<DispatchOutbox>().Run(CancellationToken.None);
    }

    public async Task HoursLater(int hours)
    {
        clock.MoveTo(clock.GetUtcNow().AddHours(hours));
        await Pump();
    }

    /// <summary>Dispatches, then delivers all that is on the queue; says what became of each message.</summary>
    public async Task<IReadOnlyList<string>> Pump()
    {
        await Get<DispatchOutbox>().Run(CancellationToken.None);
        var results = new List<string>();
        while (await Receive() is { } message)
        {
            var result = await Deliver(message);
            results.Add($"{result.Kind} {result.Reason}");
            Assert.NotEqual(TriggerResultKind.Retry, result.Kind);
            await Get<HubStorage>().Queue(Queues.Escalations).DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }

        return results;
    }

    public async Task<QueueMessage?> Receive() => (await Get<HubStorage>().Queue(Queues.Escalations).ReceiveMessageAsync(TimeSpan.FromMinutes(5))).Value;

    public Task<TriggerResult> Deliver(QueueMessage message, int deliveryCount = 1) => Get<DeliverAlert>().Handle(
        new TriggerMessage(Queues.Escalations, Convert.FromBase64String(message.MessageText), message.MessageId, deliveryCount), CancellationToken.None);

    public async Task<StoredCase> Stored() =>
        await Get<CaseStore>().Load(CaseIdOf(header), CancellationToken.None) ?? throw new InvalidOperationException("The case is not stored.");

    /// <summary>Ids of what waits in the outbox.</summary>
    public async Task<IReadOnlyList<string>> Waiting() =>
        [.. (await Stored()).Document.Outbox.Where(message => message.Queue == Queues.Escalations).Select(message => message.MessageId[(header.CaseId.Length + 1)..])];

    /// <summary>Deliveries as <c>notice role outcome</c>, sorted.</summary>
    public async Task<IReadOnlyList<string>> Deliveries(string notice = "") =>
        [.. (await Stored()).State.Alerts.SelectMany(alert => alert.Deliveries).Select(entry => entry.Delivery)
            .Select(told => $"{told.AlertId[(header.CaseId.Length + 1)..]} {told.Notice} {told.Role} {told.Channel} {told.Outcome}{(told.Final ? " for good" : "")}")
            .Where(text => text.StartsWith(notice, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public ValueTask DisposeAsync() => services.DisposeAsync();

    public static CaseId CaseIdOf(CaseHeader header) =>
        CaseId.TryParse(header.CaseId, out var id) ? id : throw new InvalidOperationException("Not a case id.");

    private static BecameLookedAfter Opened(DateOnly dayZero) => new(
        new ChildDetails { NhsNumber = "9990000018", NhsNumberStatus = NhsNumberStatuses.Verified, GivenName = "Avery", FamilyName = "Testchild", DateOfBirth = new DateOnly(2019, 5, 14), Sex = "F" },
        new CareDetails
        {
            BecameLookedAfterOn = dayZero,
            LegalStatus = "V2",
            CategoryOfNeed = "N1",
            Placement = new Placement { Type = "U6", StartedOn = dayZero, Postcode = "HP20 1UA", LocalAuthority = "825" },
        },
        [
            new Contact(ContactRoles.SocialWorker, "S Worker", LevelOne[0], null), new Contact("business-support-officer", "B Support", LevelOne[1], null),
            new Contact("independent-reviewing-officer", "I Reviewer", LevelTwo[0], null), new Contact("named-nurse", "N Nurse", LevelTwo[1], null),
            new Contact(ContactRoles.TeamManager, "T Manager", LevelTwo[2], null),
        ],
        "RXQ");

    /// <summary>Nothing that is spooled now is waited for.</summary>
    private sealed class Ahead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(1);
    }

    private sealed class SettableClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset now = now;

        public override DateTimeOffset GetUtcNow() => now;

        public void MoveTo(DateTimeOffset instant) => now = instant;
    }
}
