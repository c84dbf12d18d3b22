using System.Globalization;

namespace IntegrationHub.Bench.Output;

/// <summary>What is going on: one line that is drawn over on a terminal, a line for each step elsewhere. On stderr: the tables are the output.</summary>
internal static class Progress
{
    private const int Width = 30;
    private static string? lastStep;

    /// <param name="what">A step of a measurement, such as a round.</param>
    /// <param name="done">Of <paramref name="total"/>.</param>
    public static void Show(string what, int done, int total)
    {
        var share = total == 0 ? 1.0 : (double)done / total;
        if (!Console.IsErrorRedirected)
        {
            var filled = (int)(share * Width);
            Console.Error.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {done.ToString("#,0", CultureInfo.InvariantCulture)}/{total.ToString("#,0", CultureInfo.InvariantCulture)}  {what,-60}");
            if (done == total)
                Console.Error.WriteLine();
            return;
        }
        var step = $"{what} {(int)(share * 10)}";
        if (step != lastStep)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{share * 100,3:0}%  {what}"));
        lastStep = step;
    }
}
