using System.Text.Json;
using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Indicators;
using IntegrationHub.Functions.Notifications;

namespace IntegrationHub.Functions.Indicators;

/// <summary>Reads the small JSON of health indicators, with every fault by its pointer. The ids are given later: they depend on the case.</summary>
public sealed class HealthIndicatorReader
{
    private readonly List<HealthIndicatorStatement> statements = [];
    private readonly List<Fault> faults = [];
    private readonly DateOnly today;
    private DateTimeOffset? issued;

    private HealthIndicatorReader(DateOnly today) => this.today = today;

    /// <param name="today">Today in England: nothing that has happened lies after it.</param>
    public static (IReadOnlyList<HealthIndicatorStatement> Statements, IReadOnlyList<Fault> Faults) Read(JsonElement json, DateOnly today)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return ([], [new Fault("", FaultCodes.WrongType, "Health indicators are a JSON object.")]);
        }

        var reader = new HealthIndicatorReader(today);
        reader.ReadAll(new ObjectReader(json, "", reader.faults));
        return (reader.statements, reader.faults);
    }

    private void ReadAll(ObjectReader body)
    {
        issued = body.Has("issued") ? body.Instant("issued") : null;
        YesOrNo(body, "immunisationsUpToDate", HealthIndicators.ImmunisationsUpToDate);
        YesOrNo(body, "dentalCheck", HealthIndicators.DentalCheck, unlessSaid: true);
        YesOrNo(body, "developmentChecksUpToDate", HealthIndicators.DevelopmentChecksUpToDate);
        Sdq(body);
        SubstanceMisuse(body);
        body.RefuseUnknownMembers();
        if (statements.Count == 0 && faults.Count == 0)
        {
            faults.Add(new Fault("", FaultCodes.NothingToChange, "State at least one indicator."));
        }
    }

    private void YesOrNo(ObjectReader body, string name, string indicator, bool? unlessSaid = null)
    {
        if (body.Object(name) is not { } said)
        {
            return;
        }

        var on = Day(said);
        var value = Flag(said, "value", required: unlessSaid is null) ?? unlessSaid;
        said.RefuseUnknownMembers();
        Add(said, on, indicator, value);
    }

    private void Sdq(ObjectReader body)
    {
        if (body.Object("sdq") is not { } said)
        {
            return;
        }

        var on = Day(said);
        var score = said.WholeNumber("score", HealthIndicators.SdqScores.Lowest, HealthIndicators.SdqScores.Highest, outside: FaultCodes.ScoreRange);
        var reason = said.Code("reason", SdqReasons.All.Keys, "SDQ_REASON");
        if (said.Has("score") == said.Has("reason"))
        {
            said.Fault("score", FaultCodes.ScoreOrReason, "Send either the score, or the reason why there is none.");
        }

        said.RefuseUnknownMembers();
        if (on is { } day && (score is not null || reason is not null))
        {
            Add(said, new HealthIndicatorRecorded("", HealthIndicators.Sdq, day, null, score, reason, ObservationStatuses.Final, issued));
        }
    }

    private void SubstanceMisuse(ObjectReader body)
    {
        if (body.Object("substanceMisuse") is not { } said)
        {
            return;
        }

        var on = Day(said);
        Add(said, on, HealthIndicators.SubstanceMisuse, Flag(said, "identified", required: true));
        Add(said, on, HealthIndicators.InterventionReceived, said.Boolean("interventionReceived"));
        Add(said, on, HealthIndicators.InterventionOffered, said.Boolean("interventionOffered"));
        said.RefuseUnknownMembers();
    }

    private DateOnly? Day(ObjectReader said) => said.Date("on", today, required: true);

    private static bool? Flag(ObjectReader said, string name, bool required)
    {
        if (required && !said.Has(name))
        {
            said.Fault(name, FaultCodes.Required, "Is required.");
        }

        return said.Boolean(name);
    }

    private void Add(ObjectReader said, DateOnly? on, string indicator, bool? value)
    {
        if (on is { } day && value is not null)
        {
            Add(said, new HealthIndicatorRecorded("", indicator, day, value, null, null, ObservationStatuses.Final, issued));
        }
    }

    private void Add(ObjectReader said, HealthIndicatorRecorded statement) =>
        statements.Add(new HealthIndicatorStatement(statement, $"{said.Pointer}/on"));
}
