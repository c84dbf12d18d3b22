using FsCheck.Fluent;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Reports;

/// <summary>The caseload equals one that is counted day by day from what happened.</summary>
public sealed class CaseloadTests
{
    private static readonly DateOnly Today = new(2026, 9, 30);
    private static readonly ReportPeriod Period = new(new DateOnly(2026, 2, 10), new DateOnly(2026, 6, 20));

    [Fact]
    public void Every_month_is_that_of_an_independent_count() => Always.Holds(
        Life.Some,
        lives =>
        {
            var (caseload, counted) = (Counted(lives), lives.Where(life => !life.ShortBreaks).ToList());
            foreach (var month in caseload.Months())
            {
                var days = Period.Within(month.Month);
                Assert.Equal(
                    (counted.Count(life => days.Contains(life.DayZero)), counted.Count(life => Ceased(life) is { } on && days.Contains(on)), counted.Count(life => IsLookedAfter(life, days.To))),
                    (month.Started, month.Ceased, month.AtEnd));
            }

            Assert.Equal((counted.Count(life => IsLookedAfter(life, Today)), lives.Count(life => life.ShortBreaks && IsLookedAfter(life, Today))), (caseload.Now, caseload.OnShortBreaks));
        });

    [Fact]
    public void Each_month_goes_on_from_the_one_before() => Always.Holds(
        Life.Some,
        lives =>
        {
            var months = Counted(lives).Months();
            Assert.Equal(Period.Months(), months.Select(month => month.Month));
            Assert.All(months.Zip(months.Skip(1)), pair => Assert.Equal(pair.First.AtEnd + pair.Second.Started - pair.Second.Ceased, pair.Second.AtEnd));
        });

    private static Caseload Counted(List<Life> lives)
    {
        var caseload = new Caseload(Period, Today);
        lives.ForEach(life => caseload.Add(life.Figures(Today)));
        return caseload;
    }

    private static DateOnly? Ceased(Life life) => life.Ceased is { } days ? life.DayZero.AddDays(days) : null;

    private static bool IsLookedAfter(Life life, DateOnly day) => life.DayZero <= day && (Ceased(life) is not { } end || end > day);
}
