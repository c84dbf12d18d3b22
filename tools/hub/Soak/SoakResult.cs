namespace IntegrationHub.Tools.Hub.Soak;

/// <summary>What a soak came to.</summary>
/// <param name="Cases">Cases that are there.</param>
/// <param name="EventsRepeated">Events that social care was sent more than once, under the same id each: allowed, at least once is the promise.</param>
/// <param name="Replayed">Messages that had been parked, for lack of a delivery that wasn't killed, and were replayed.</param>
/// <param name="Wrong">What was promised and isn't so.</param>
internal sealed record SoakResult(SoakLedger Ledger, int Cases, int Facts, int Alerts, int EventsRepeated, int Replayed, IReadOnlyList<string> Wrong);
