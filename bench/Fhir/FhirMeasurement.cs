namespace IntegrationHub.Bench.Fhir;

/// <summary>One thing to measure beside another that does less.</summary>
/// <param name="Name">What is typed after `./hub bench`.</param>
/// <param name="Does">What one operation is.</param>
/// <param name="Floor">What one operation of the comparison is.</param>
/// <param name="Bytes">The size of the input or output.</param>
internal sealed record FhirMeasurement(string Name, string Does, string Floor, int Bytes, Action Run, Action RunFloor);

/// <param name="Nanoseconds">Median of the rounds, for one operation.</param>
/// <param name="Allocated">Bytes that one operation allocates.</param>
internal sealed record FhirFigure(double Nanoseconds, long Allocated);

/// <param name="Ratio">Median over the rounds of the ratio within a round: both sides ran under the same load.</param>
internal sealed record FhirResult(FhirMeasurement Of, FhirFigure Operation, FhirFigure Floor, double Ratio);
