using System.Text.Json;
using IntegrationHub.Contracts.Fhir;
using IntegrationHub.Domain.Identifiers;
using IntegrationHub.Functions.Referrals.Terminology;
using FhirTask = IntegrationHub.Contracts.Fhir.Task;

namespace IntegrationHub.Functions.Referrals;

/// <summary>The <c>Task.output</c> by which the Designated Doctor signs a Care Entry Health Assessment off: its type is <c>ceha-sign-off</c>.</summary>
internal static class SignOffOutput
{
    // A system that has no codes of the hub's may name it in words.
    private static readonly string[] Words = [CaseCodes.CehaSignOff, "sign-off"];

    /// <summary>The sign-off that a Task brings and the held one doesn't have; null when it brings none.</summary>
    public static FhirTask.OutputComponent? New(FhirTask sent, FhirTask held) =>
        sent.Output?.FirstOrDefault(output => IsSignOff(output) && !IsHeld(output, held));

    /// <summary>The Task with the outputs that are there already and those that are no sign-off, so that what else has changed can be seen.</summary>
    public static FhirTask Without(FhirTask sent, FhirTask held)
    {
        var rest = sent.Output?.Where(output => !IsSignOff(output) || IsHeld(output, held)).ToList();
        return sent with { Output = rest is { Count: > 0 } && !rest.TrueForAll(output => IsHeld(output, held)) ? rest : held.Output };
    }

    /// <summary>GMC number of the doctor it names; null when it names none.</summary>
    public static string? GmcNumberOf(FhirTask.OutputComponent output)
    {
        var identifier = output.ValueReference?.Identifier ?? output.ValueIdentifier;
        return identifier?.System == FhirSystems.GmcNumber && GmcNumber.TryParse(identifier.Value, out _) ? identifier.Value : null;
    }

    /// <summary>As JSON, by way of a Task that holds nothing else.</summary>
    public static string AsJson(FhirTask.OutputComponent output) => FhirJson.Serialize(new FhirTask { Output = [output] });

    private static bool IsSignOff(FhirTask.OutputComponent output) =>
        output.Type?.Coding?.Any(coding => Words.Contains(coding.Code)) == true || Words.Contains(output.Type?.Text);

    private static bool IsHeld(FhirTask.OutputComponent output, FhirTask held) => held.Output?.Any(other => Text(other) == Text(output)) == true;

    private static string Text(FhirTask.OutputComponent output)
    {
        using var json = JsonDocument.Parse(AsJson(output));
        return json.RootElement.GetProperty("output")[0].GetRawText();
    }
}
