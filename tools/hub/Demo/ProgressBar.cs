namespace IntegrationHub.Tools.Hub.Demo;

/// <summary>One line that is drawn over on a terminal; a plain line for every tenth elsewhere.</summary>
internal sealed class ProgressBar(int total)
{
    private const int Width = 40;
    private int lastTenth = -1;

    public void Show(int done, string what)
    {
        var share = total == 0 ? 1.0 : (double)done / total;
        if (!Console.IsOutputRedirected)
        {
            var filled = (int)(share * Width);
            Console.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {(int)(share * 100),3}%  {what}   ");
            if (done == total)
                Console.WriteLine();
        }
        else if ((int)(share * 10) > lastTenth)
        {
            lastTenth = (int)(share * 10);
            Console.WriteLine($"{lastTenth * 10,3}%  {what}");
        }
    }
}
