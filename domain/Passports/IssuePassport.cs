using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Policies;

namespace IntegrationHub.Domain.Passports;

/// <summary>A passport as it was written, both documents of it already stored under their content's hash.</summary>
/// <param name="WrittenFrom">Version of the case that it was written from (<see cref="CaseState.Version"/>).</param>
/// <param name="Documents">The document for programs and the page for people.</param>
public sealed record IssuePassportCommand(DateTimeOffset Now, int WrittenFrom, IReadOnlyList<DocumentReceived> Documents);

/// <summary>
/// Records a passport, once for each time that one is due. One that was written from a case which has changed since is not recorded: it has to be written again.
/// </summary>
public static class IssuePassport
{
    public static Decision Decide(CaseState state, IssuePassportCommand command, Policy policy) =>
        state.Version == command.WrittenFrom && Passport.IsDue(state, LondonTime.DateOf(command.Now), policy)
            ? Decision.Record([.. command.Documents.Select(document => new NewFact(command.Now, document))])
            : Decision.Nothing;
}
