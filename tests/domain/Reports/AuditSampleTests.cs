using IntegrationHub.Domain.Calendar;
using IntegrationHub.Domain.Policies;
using IntegrationHub.Domain.Reports;
using IntegrationHub.Domain.Tests.Kit;

namespace IntegrationHub.Domain.Tests.Reports;

public sealed class AuditSampleTests
{
    private static readonly DateOnly Today = Moments.Day("2027-01-20");
    private static readonly CaseFigures Done = FiguresOf(Chronology.Example.Returned("2026-11-12"));
    private static readonly string[] Ids = [.. Enumerable.Range(0, 60).Select(i => $"case-{i}")];

    [Fact]
    public void The_same_seed_draws_the_same_cases_in_whatever_order_they_come()
    {
        Assert.Equal(Drawn(7, Ids), Drawn(7, [.. Ids.Reverse()]));
        Assert.NotEqual(Drawn(7, Ids), Drawn(8, Ids));
        Assert.Equal(10, Drawn(7, Ids).Distinct().Count());
    }

    [Fact]
    public void Every_case_is_drawn_about_as_often()
    {
        var times = Enumerable.Range(0, 600).SelectMany(seed => Drawn(seed, Ids)).CountBy(id => id).ToDictionary();

        // A hundred times each on average; nine standard deviations to either side would be 18 and 182.
        Assert.Equal(60, times.Count);
        Assert.All(times.Values, count => Assert.InRange(count, 50, 150));
    }

    [Fact]
    public void Only_assessments_that_are_back_are_drawn_and_all_of_them_where_there_are_few()
    {
        var sample = new AuditSample(new ReportPeriod(Moments.Day("2026-10-01"), Today), Today, WorkingDays.BuiltIn, 10, 7);
        sample.Add("done", Done);
        sample.Add("late", FiguresOf(Chronology.Example.Returned("2026-12-24")));
        sample.Add("open", FiguresOf(Chronology.Example));
        sample.Add("earlier", FiguresOf(Chronology.Opened("2026-09-30", "2026-10-01T09:00:00Z").Returned("2026-10-12")));

        Assert.Equal(2, sample.Population);
        Assert.Equal(["done", "late"], sample.Cases.Order());
    }

    private static IReadOnlyList<string> Drawn(int seed, string[] ids)
    {
        var sample = new AuditSample(new ReportPeriod(Moments.Day("2026-10-01"), Today), Today, WorkingDays.BuiltIn, 10, seed);
        Array.ForEach(ids, id => sample.Add(id, Done));
        return sample.Cases;
    }

    private static CaseFigures FiguresOf(Chronology so) => CaseFigures.Of(so.State, Policy.Default, WorkingDays.BuiltIn, manager => manager);
}
