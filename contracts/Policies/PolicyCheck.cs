namespace IntegrationHub.Contracts.Policies;

/// <summary>One fault in a policy file. It never repeats a value.</summary>
/// <param name="File">The file's name; empty for what is no single file's.</param>
/// <param name="Pointer">RFC 6901 JSON pointer into the file.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">Plain English.</param>
public sealed record PolicyFault(string File, string Pointer, string Code, string Message);

/// <summary>Something that the files would change about an open case.</summary>
/// <param name="What"><c>due-date</c>, <c>due-soon</c>, <c>alert</c>, <c>pathway</c>, <c>routing</c> or <c>review</c>.</param>
/// <param name="Item">Which key date, or key date and level; empty where a case has only one.</param>
/// <param name="Before">As it is; null when there is none.</param>
/// <param name="After">As it would be; null when there would be none.</param>
public sealed record PolicyDifferenceView(string What, string Item, string? Before, string? After);

/// <summary>An open case that the files would change.</summary>
/// <param name="CaseId">The hub's id of the case.</param>
/// <param name="Council">Three-digit code.</param>
/// <param name="Provider">ODS code of the provider it was first referred to: the one whose policy decides.</param>
/// <param name="Differences">What would be different.</param>
public sealed record TouchedCase(string CaseId, string Council, string Provider, IReadOnlyList<PolicyDifferenceView> Differences);

/// <summary>How many open cases the files would change.</summary>
/// <param name="OpenCases">Cases whose care goes on.</param>
/// <param name="Touched">Of these, the ones that would change.</param>
/// <param name="StartsTooLate">Open cases of a partnership in the files, but with a day 0 before the <c>from</c> of one of its files, which doesn't touch them.</param>
/// <param name="ByWhat">How many cases would change in what; every <c>what</c> is named.</param>
public sealed record PolicyCheckCounts(int OpenCases, int Touched, int StartsTooLate, IReadOnlyDictionary<string, int> ByWhat);

/// <summary>The answer to <c>POST /hub/operations/policy/check</c>.</summary>
/// <param name="Faults">Every fault of every file; when there is one, no case was looked at.</param>
/// <param name="Counts">Null when there are faults.</param>
/// <param name="Cases">The touched cases, at most <paramref name="Limit"/>.</param>
/// <param name="Limit">How many cases are shown at most.</param>
public sealed record PolicyCheck(IReadOnlyList<PolicyFault> Faults, PolicyCheckCounts? Counts, IReadOnlyList<TouchedCase> Cases, int Limit);
