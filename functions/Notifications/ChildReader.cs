using IntegrationHub.Contracts.Problems;
using IntegrationHub.Domain.Cases;
using IntegrationHub.Domain.Codes;
using IntegrationHub.Domain.Identifiers;

namespace IntegrationHub.Functions.Notifications;

/// <summary>Reads the <c>child</c> of a notification or of a correction.</summary>
public static class ChildReader
{
    /// <param name="complete">False for a correction, which carries only what it corrects.</param>
    public static ChildDetails Read(ObjectReader child, DateOnly today, bool complete)
    {
        var number = NhsNumberOf(child);
        var details = new ChildDetails
        {
            NhsNumber = number,
            NhsNumberStatus = NhsNumberStatusOf(child, number, complete),
            GivenName = complete ? child.RequiredText("givenName") : child.OptionalText("givenName"),
            FamilyName = complete ? child.RequiredText("familyName") : child.OptionalText("familyName"),
            DateOfBirth = child.Date("dateOfBirth", today, complete),
            Sex = child.Code("sex", Ssda903.Sexes, "M, F, U", complete),
            Ethnicity = child.Code("ethnicity", Ssda903.EthnicityToNhs.Keys, "SSDA903 ethnicity"),
            Address = child.Object("address") is { } address ? AddressOf(address) : null,
            GpPractice = child.Form("gpPractice", Forms.GpPractice(), FaultCodes.OdsCodeFormat, "Must be a GP practice's ODS code, such as K82001."),
            SchoolUrn = child.Form("schoolUrn", Forms.SchoolUrn(), FaultCodes.UrnFormat, "Must be a school's unique reference number, six digits."),
            SiblingGroup = child.OptionalText("siblingGroup", 64),
            InterpreterLanguage = child.Form("interpreterLanguage", Forms.Language(), FaultCodes.LanguageFormat, "Must be a BCP 47 language, such as ps."),
            UnaccompaniedAsylumSeeker = child.Boolean("unaccompaniedAsylumSeeker"),
            InHospitalSinceBirth = child.Boolean("inHospitalSinceBirth"),
            KnownToCommunityPaediatrics = child.Boolean("knownToCommunityPaediatrics"),
        };
        child.RefuseUnknownMembers();
        return details;
    }

    private static string? NhsNumberOf(ObjectReader child)
    {
        if (child.OptionalText("nhsNumber") is not { } text)
        {
            return null;
        }

        switch (NhsNumber.Parse(text, out var number))
        {
            case NhsNumberFault.Format:
                child.Fault("nhsNumber", FaultCodes.NhsNumberFormat, "Must be ten digits without spaces.");
                return null;
            case NhsNumberFault.CheckDigit:
                child.Fault("nhsNumber", FaultCodes.NhsNumberCheckDigit, "The last digit is not the check digit of the first nine.");
                return null;
            default:
                return number.Value;
        }
    }

    private static string? NhsNumberStatusOf(ObjectReader child, string? number, bool complete)
    {
        var status = child.Code("nhsNumberStatus", NhsNumberStatuses.All.Keys, "NHS number verification status, 01 to 08");
        var sent = child.Has("nhsNumber");
        if (!sent && status == NhsNumberStatuses.Verified)
        {
            child.Fault("nhsNumber", FaultCodes.NhsNumberMissing, "A verified number (status 01) must be sent.");
        }
        else if (!sent && complete && status is null && !child.Has("nhsNumberStatus"))
        {
            child.Fault("nhsNumber", FaultCodes.NhsNumberMissing, "Send the NHS number, or a nhsNumberStatus other than 01 that says why there is none.");
        }
        else if (sent && status == NhsNumberStatuses.NotPresent)
        {
            child.Fault("nhsNumberStatus", FaultCodes.NhsNumberStatus, "Status 07 says that there is no number, but one was sent.");
        }

        // A number sent without a status was not declared verified.
        return status ?? (number is null ? null : NhsNumberStatuses.NotTraced);
    }

    private static Address AddressOf(ObjectReader address)
    {
        var lines = address.Array("lines", atMost: 6).Select(item => address.TextAt(item, 100)).OfType<string>().ToList();
        var postcode = address.Form("postcode", Forms.Postcode(), FaultCodes.PostcodeFormat, "Must be a UK postcode, such as HP20 1UA.");
        address.RefuseUnknownMembers();
        return new Address(lines, postcode);
    }
}
