namespace IntegrationHub.Functions.Referrals.Shape;

/// <summary>One way in which a resource does not follow FHIR R4.</summary>
/// <param name="Code">A FHIR IssueType code, such as <c>required</c>.</param>
/// <param name="Expression">A FHIRPath to the place, such as <c>Bundle.entry[0].resource.status</c>.</param>
/// <param name="Text">A sentence for the developer at the sender. Never the value that was sent: it may be personal data.</param>
public sealed record ShapeFault(string Code, string Expression, string Text);
