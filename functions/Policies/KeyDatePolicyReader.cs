using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.KeyDates;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Functions.Notifications;

namespace IntegrationHub.Functions.Policies;

/// <summary>Reads targets, due-soon days and ladders by key date. Day 0 itself has neither target nor ladder.</summary>
internal static class KeyDatePolicyReader
{
    /// <summary>SI 2010/959, regulations 7 and 33: the assessment and the health plan, within 20 working days.</summary>
    private const int StatutoryTarget = 20;

    private const int MostWorkingDays = 60;
    private const int MostLevels = 4;

    /// <param name="keyDates">Null when the file has none.</param>
    /// <param name="built">The built-in default.</param>
    public static IReadOnlyList<KeyDatePolicy> Read(ObjectReader? keyDates, IReadOnlyList<KeyDatePolicy> built)
    {
        if (keyDates is null)
        {
            return built;
        }

        var policies = built.Select(policy => policy.KeyDate == KeyDate.BecameLookedAfter ? policy : Read(keyDates, policy)).ToList();
        RefuseUnknown(keyDates);
        RefuseOutOfOrder(keyDates, policies);
        return policies;
    }

    private static KeyDatePolicy Read(ObjectReader keyDates, KeyDatePolicy built)
    {
        if (keyDates.Object(built.KeyDate.Name()) is not { } reader)
        {
            return built;
        }

        var target = reader.WholeNumber("targetWorkingDays", 1, 1000) ?? built.TargetWorkingDays;
        if (target > StatutoryTarget)
        {
            reader.Fault("targetWorkingDays", PolicyFaultCodes.StatutoryLimit,
                $"At most {StatutoryTarget} working days: by then summary and health care plan are due (SI 2010/959, regulations 7 and 33).");
        }

        var policy = new KeyDatePolicy(
            built.KeyDate, target, reader.Has("ladder") ? Ladder(reader) : built.Ladder,
            reader.WholeNumber("dueSoonWorkingDays", 0, StatutoryTarget) ?? built.DueSoonWorkingDays);
        reader.RefuseUnknownMembers();
        return policy;
    }

    private static List<LadderStep> Ladder(ObjectReader keyDate)
    {
        var (steps, lastLevel, lastWhen) = (new List<LadderStep>(), 0, int.MinValue);
        foreach (var item in keyDate.Array("ladder", MostLevels))
        {
            if (keyDate.ObjectAt(item) is not { } reader)
            {
                continue;
            }

            var level = reader.WholeNumber("level", 1, MostLevels, required: true);
            var when = reader.WholeNumber("when", -MostWorkingDays, MostWorkingDays, required: true);
            if (level <= lastLevel)
            {
                reader.Fault("level", PolicyFaultCodes.LevelOrder, "Levels rise from step to step.");
            }

            if (when < lastWhen)
            {
                reader.Fault("when", PolicyFaultCodes.WhenOrder, "A higher level isn't reached before a lower one.");
            }

            (lastLevel, lastWhen) = (level ?? lastLevel, when ?? lastWhen);
            steps.Add(new LadderStep(when ?? 0, level ?? 0, Roles(reader)));
            reader.RefuseUnknownMembers();
        }

        return steps;
    }

    private static List<string> Roles(ObjectReader step)
    {
        var roles = new List<string>();
        var items = step.Array("roles", 20);
        if (!step.Has("roles"))
        {
            step.Fault("roles", FaultCodes.Required, "Is required.");
        }
        else if (step.IsEmptyArray("roles"))
        {
            step.Fault("roles", FaultCodes.Empty, "A step tells somebody.");
        }

        foreach (var item in items)
        {
            if (step.TextAt(item, 64) is not { } role)
            {
                continue;
            }

            if (RecipientRole.IsKnown(role, item.Pointer, step) && roles.Contains(role))
            {
                step.FaultAt(item.Pointer, PolicyFaultCodes.Repeated, "The role stands twice.");
            }

            roles.Add(role);
        }

        return roles;
    }

    /// <summary>Key dates are members by name: an unknown one is a wrong code, and so is day 0.</summary>
    private static void RefuseUnknown(ObjectReader keyDates)
    {
        var known = KeyDateNames.All.Skip(1).ToList();
        foreach (var name in keyDates.Keys().Where(name => !known.Contains(name)).Distinct())
        {
            keyDates.FaultAt($"{keyDates.Pointer}/{ObjectReader.Showable(name)}", FaultCodes.UnknownCode, $"Not a key date with a target: {string.Join(", ", known)}.");
        }
    }

    private static void RefuseOutOfOrder(ObjectReader keyDates, IReadOnlyList<KeyDatePolicy> policies)
    {
        foreach (var (earlier, later) in policies.Zip(policies.Skip(1)).Where(pair => pair.First.TargetWorkingDays >= pair.Second.TargetWorkingDays))
        {
            // The one that the file has is the one to change.
            var named = keyDates.Has(later.KeyDate.Name()) ? later : earlier;
            keyDates.FaultAt($"{keyDates.Pointer}/{named.KeyDate.Name()}/targetWorkingDays", PolicyFaultCodes.TargetOrder,
                $"{later.KeyDate.Name()} must be due later than {earlier.KeyDate.Name()}.");
        }
    }
}
