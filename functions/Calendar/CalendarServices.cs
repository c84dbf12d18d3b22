using IntegrationHub.Functions.Storage;

namespace IntegrationHub.Functions.Calendar;

/// <summary>What keeping the calendar needs.</summary>
public static class CalendarServices
{
    public static IServiceCollection AddCalendar(this IServiceCollection services)
    {
        services.AddHttpClient(BankHolidayFeed.Client, client => client.Timeout = Timeout.InfiniteTimeSpan);
        services.AddSingleton<HubCalendar>().AddSingleton<CalendarStore>().AddSingleton<BankHolidayFeed>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<KeptCalendar>(provider, TimeProvider.System));
        services.AddHostedService(provider => provider.GetRequiredService<KeptCalendar>());
        return services.AddLastRun<RecountStanding>("recount.json").AddSingleton<RecountCases>().AddSingleton<RefreshCalendar>();
    }
}
