using FsCheck;
using FsCheck.Fluent;

namespace IntegrationHub.Domain.Tests.Kit;

/// <summary>Checks a property on generated cases; a failure names the smallest case found and the seed to replay it.</summary>
internal static class Always
{
    /// <summary>Days around which the bank-holiday data is complete, with room to count.</summary>
    public static Gen<DateOnly> Days { get; } =
        Gen.Choose(0, 4300).Select(offset => new DateOnly(2016, 1, 1).AddDays(offset));

    /// <summary>Three independent choices.</summary>
    public static Gen<(T1 First, T2 Second, T3 Third)> Three<T1, T2, T3>(Gen<T1> first, Gen<T2> second, Gen<T3> third) =>
        first.Zip(second).Zip(third).Select(parts => (parts.Item1.Item1, parts.Item1.Item2, parts.Item2));

    public static void Holds<T>(Gen<T> cases, Action<T> property, int runs = 200) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(runs), Prop.ForAll(cases.ToArbitrary(), property));
}
