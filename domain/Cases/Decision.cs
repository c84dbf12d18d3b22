using IntegrationHub.Contracts.Problems;

namespace IntegrationHub.Domain.Cases;

/// <summary>Kinds of refusal; one place per protocol maps them to a status code.</summary>
public enum RefusalKind
{
    /// <summary>There is no such thing, or none that the caller may know of.</summary>
    NotFound,

    /// <summary>The caller's picture is out of date.</summary>
    Stale,

    /// <summary>It contradicts what is already recorded.</summary>
    Conflict,

    /// <summary>What was asked can't be done as things stand, or is wrong in itself.</summary>
    Invalid,

    /// <summary>Somebody else is doing the same at this moment; try again.</summary>
    Busy,
}

/// <summary>An expected failure: a value, not an exception.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Code">Stable code of <see cref="ProblemCodes"/>.</param>
/// <param name="Detail">Plain English without personal data.</param>
/// <param name="Faults">Every fault found, where the content is at fault.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Detail, IReadOnlyList<Fault> Faults)
{
    public Refusal(RefusalKind kind, string code, string detail)
        : this(kind, code, detail, [])
    {
    }
}

/// <summary>What a decision comes to: facts to record (none: nothing to do), or a refusal.</summary>
public sealed record Decision
{
    private Decision(IReadOnlyList<NewFact> facts, Refusal? refusal) => (Facts, Refusal) = (facts, refusal);

    public IReadOnlyList<NewFact> Facts { get; }

    public Refusal? Refusal { get; }

    /// <summary>Already done, or nothing to change.</summary>
    public static Decision Nothing { get; } = new([], null);

    public static Decision Record(params IReadOnlyList<NewFact> facts) => new(facts, null);

    public static Decision Record(DateTimeOffset occurredAt, FactData data) => new([new NewFact(occurredAt, data)], null);

    public static Decision Refuse(RefusalKind kind, string code, string detail) => new([], new Refusal(kind, code, detail));

    public static Decision Refuse(Refusal refusal) => new([], refusal);
}
