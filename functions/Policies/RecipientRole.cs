using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Functions.Alarms;
using IntegrationHub.Functions.Notifications;

namespace IntegrationHub.Functions.Policies;

/// <summary>Checks that a role is one that alerts may go to.</summary>
internal static class RecipientRole
{
    private static readonly string Known = $"Not a role that alerts go to: {string.Join(", ", RecipientRoles.All.Order(StringComparer.Ordinal))}.";

    /// <summary>
    /// As <see cref="IsKnown"/>, and also the operator, who is told of alarms and stands on no ladder; alarms go by the policy for any council and any provider,
    /// so naming the operator in another one is a fault.
    /// </summary>
    public static bool IsAddressable(string role, bool isOfPartnership, string pointer, ObjectReader reader)
    {
        if (role == TellOperations.Role && isOfPartnership)
        {
            reader.FaultAt(pointer, PolicyFaultCodes.OperationsOfPartnership, "Nobody would be told: the operator is named in the file for any council and any provider, both *.");
        }

        return role == TellOperations.Role || IsKnown(role, pointer, reader);
    }

    /// <summary>False, and a fault at the pointer, when it isn't.</summary>
    public static bool IsKnown(string role, string pointer, ObjectReader reader)
    {
        if (ContactRoles.Personal.Contains(role))
        {
            reader.FaultAt(pointer, PolicyFaultCodes.PersonalRole, "No alert goes to somebody of the child's own life.");
        }
        else if (!RecipientRoles.All.Contains(role))
        {
            reader.FaultAt(pointer, FaultCodes.UnknownCode, Known);
        }

        return RecipientRoles.All.Contains(role);
    }
}
