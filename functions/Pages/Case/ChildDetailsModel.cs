using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;

namespace IntegrationHub.Functions.Pages.Case;

/// <summary>Who the child is, and who works with it: what somebody needs who books an assessment.</summary>
internal static class ChildDetailsModel
{
    public static ChildModel Of(CaseState state, DateOnly today)
    {
        var child = state.Child;
        List<(string Name, string? Value)> all =
        [
            ("Name", $"{child.GivenName} {child.FamilyName}".Trim()),
            ("Date of birth", child.DateOfBirth is { } born ? string.Create(CultureInfo.InvariantCulture, $"{DateWords.Of(born)} (aged {child.AgeOn(today)})") : null),
            ("NHS number", child.NhsNumber is { Length: 10 } number ? $"{number[..3]} {number[3..6]} {number[6..]}" : "Not known"),
            ("Address", child.Address is { } address ? string.Join(", ", [.. address.Lines, address.Postcode ?? ""]) : null),
            ("Placed in the area of", state.Care.Placement?.LocalAuthority),
            ("GP practice", child.GpPractice),
            ("Siblings", child.SiblingGroup),
            ("Interpreter", child.InterpreterLanguage),
            ("Legal status", state.Care.LegalStatus),
            .. state.Contacts.Where(contact => ContactRoles.Professional.Contains(contact.Role)).Select(contact =>
                (Words.Plain(contact.Role), (string?)string.Join(", ", new[] { contact.Name, contact.Email, contact.Phone }.Where(part => !string.IsNullOrEmpty(part))))),
        ];
        return new ChildModel([.. all.Where(entry => !string.IsNullOrEmpty(entry.Value)).Select(entry => (entry.Name, entry.Value!))]);
    }
}
