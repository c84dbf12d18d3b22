using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Pathways;

namespace IntegrationHub.Domain.KeyDates;

/// <summary>Since when an assessment has had a consent that suffices. What is said, or becomes law, after it was done concerns the next one.</summary>
internal static class ConsentHeld
{
    /// <summary>The day of the consent; null when there is none that suffices.</summary>
    /// <param name="doneOn">When the assessment was done; null while it is open.</param>
    /// <param name="endedOn">When nothing was wanted of it any more; null while something is.</param>
    /// <param name="isRenewed">True where a consent that is given again while it holds takes nothing back; otherwise the last word corrects the day.</param>
    public static DateOnly? Since(CaseState state, DateOnly? doneOn, DateOnly? endedOn, bool isRenewed)
    {
        var said = state.Consents.Where(one => !(one.Day > endedOn)).ToList();
        var upTo = said.Where(one => doneOn is null || one.Day < doneOn || (one.Day == doneOn && one.Said.Status == ConsentStatuses.Given)).ToList();
        if (upTo.Count > 0 && Suffices(state, upTo[^1], doneOn ?? endedOn))
        {
            var unbroken = upTo.AsEnumerable().Reverse().TakeWhile(one => Suffices(state, one, doneOn ?? endedOn));
            return isRenewed ? unbroken.Min(one => one.Said.On) : upTo[^1].Said.On;
        }

        return doneOn is { } done
            ? said.Where(one => one.Day > done && Suffices(state, one, one.Day)).Select(one => one.Said.On).FirstOrDefault()
            : null;
    }

    /// <param name="on">The day whose legal status counts; null for the one that holds now.</param>
    private static bool Suffices(CaseState state, ConsentStatement one, DateOnly? on) => ConsentRule.Judge(
        state, one.Said, on is { } day ? LegalStatuses.On(state.LegalStatuses, day) : state.Care.LegalStatus).Valid;
}
