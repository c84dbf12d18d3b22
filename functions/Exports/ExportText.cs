using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Messaging;
using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Exports;

/// <summary>The page that comes first in an export, for whoever answers the request.</summary>
internal static class ExportText
{
    public static string Of(StoredCase stored, DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $"""
        What IntegrationHub holds on case {stored.State.Header.CaseId}
        (council {stored.State.Header.LocalAuthority}, reference {stored.State.Header.LocalId})

        Written on {DateWords.Of(LondonTime.DateOf(now))}. This archive is personal and confidential. Keep it as you keep the child's record, and delete it when it has
        served its purpose.

        Before you give it to anybody: it holds what others said in confidence, the names and e-mail addresses of staff, and perhaps statements about
        parents, carers, brothers and sisters. Who answers the request - the council or the trust, as controller - decides what of it is disclosed.

        IN HERE
        case.json         who the case belongs to, where it stands today, its key dates, referrals and reviews, and any legal hold
        chronology.json   every entry of the chronology: what happened, when, who told the hub and by which message. All personal details are in here.
        fhir.json         the same as the health team's systems see it today: one FHIR R4 Bundle
        documents/        the documents as they were sent, and index.json with what each is, when it came in and when the council collected it
        alerts.json       the alerts about the case's key dates, and what became of each notice
        messages.json     which messages about the case were sent, and when (the latest {SentMessages.MostKept}), and which wait; not what they said
        deliveries/       the notices as they were written to the hub's own record
        parked/           messages that could not be processed and that name this case, or this council's reference of the child
        audit.jsonl       who asked the hub for this case, when, and what they were answered; a line for each. Other cases in the same answer are left out.

        NOT IN HERE
        - The text of events sent to the council: they repeat entries of the chronology, and hold no more than ids, dates and codes.
        - Earlier versions of the FHIR resources: they follow from a shorter part of the chronology.
        - Notices that told of several children at once: alerts.json says that this child's part was delivered.
        - Index entries, message keys and what FHIR subscribers were notified of: ids, dates and hashes only.
        - Parked messages that name the child in another way than by this case or reference, and follow-ups that still wait for their case.
        - Logs and traces: they hold no personal data.
        - Other episodes of care of the same child: each is a case of its own.
        - What the council's and the trust's own systems hold.

        """);
}
