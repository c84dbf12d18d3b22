namespace IntegrationHub.Contracts.Problems;

/// <summary>One fault in what was sent. It never repeats a value: values may be personal.</summary>
/// <param name="Pointer">RFC 6901 JSON pointer into the sender's own document, for instance <c>/data/child/nhsNumber</c>.</param>
/// <param name="Code">Stable code, for instance <c>nhs-number-check-digit</c>; see <see cref="FaultCodes"/>.</param>
/// <param name="Message">Plain English for the developer at the sender.</param>
public sealed record Fault(string Pointer, string Code, string Message);

/// <summary>RFC 9457 problem details as every refusal outside FHIR carries them (<c>application/problem+json</c>).</summary>
/// <param name="Type">URI naming the kind of problem.</param>
/// <param name="Title">The kind in words.</param>
/// <param name="Status">HTTP status code.</param>
/// <param name="Code">Stable code; see <see cref="ProblemCodes"/>.</param>
/// <param name="Detail">What to do about this one.</param>
/// <param name="CorrelationId">The W3C trace id under which the hub logged it.</param>
/// <param name="Errors">Every fault found, empty when the problem isn't about the content.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Code, string Detail, string CorrelationId, IReadOnlyList<Fault> Errors);
