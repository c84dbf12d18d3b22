using IntegrationHub.Functions.Tests.Kit;

namespace IntegrationHub.Functions.Tests.Referrals;

/// <summary>A create that comes again, after the resource has been changed.</summary>
[Collection(TestStack.Name)]
public sealed class LateRepeatTests(TestStack stack)
{
    [Fact]
    public async Task The_appointment_stays_as_it_was_changed()
    {
        var hub = stack.Shared;
        var caseId = (await hub.Notify(Sample.BecameLookedAfter(Sample.NewSubject()))).CaseId;
        var booked = await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "booked"));
        Assert.Equal(201, booked.Status);
        var fulfilled = booked.Json;
        fulfilled["status"] = "fulfilled";
        Assert.Equal(200, (await hub.Fhir(HttpMethod.Put, $"/Appointment/{fulfilled["id"]}", fulfilled)).Status);
        var before = (await hub.Facts(caseId)).Count;

        var again = await hub.Fhir(HttpMethod.Post, "/Appointment", Sample.Appointment(caseId, "booked"));

        Assert.Equal((200, "fulfilled"), (again.Status, (string)again.Json["status"]!));
        Assert.Equal(before, (await hub.Facts(caseId)).Count);
    }
}
