using IntegrationHub.Domain.Calendar;

namespace IntegrationHub.Functions.Calendar;

/// <summary>The working days that the hub counts by now; they change when newer bank holidays were read.</summary>
public sealed class HubCalendar
{
    private volatile WorkingDays current = WorkingDays.BuiltIn;

    /// <summary>Immutable: take it once for one decision.</summary>
    public WorkingDays Current => current;

    /// <summary>Counts by other bank holidays from now on.</summary>
    public void Use(BankHolidays holidays)
    {
        if (!holidays.Dates.SequenceEqual(current.Holidays.Dates))
        {
            current = new WorkingDays(holidays);
        }
    }
}
