namespace IntegrationHub.Tools.Hub.Demo;

/// <summary>One line that is drawn over on a terminal; a plain line for every tenth elsewhere.</summary>
/// <param name="toError">On stderr, for a command whose output somebody may want for itself.</param>
internal sealed class ProgressBar(int total, bool toError = false)
{
    private const int Width = 40;
    private readonly TextWriter output = toError ? Console.Error : Console.Out;
    private int lastTenth = -1;

    public void Show(int done, string what)
    {
        var share = total == 0 ? 1.0 : (double)done / total;
        if (toError ? !Console.IsErrorRedirected : !Console.IsOutputRedirected)
        {
            var filled = (int)(share * Width);
            output.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {(int)(share * 100),3}%  {what}   ");
            if (done == total)
                output.WriteLine();
        }
        else if ((int)(share * 10) > lastTenth)
        {
            lastTenth = (int)(share * 10);
            output.WriteLine($"{lastTenth * 10,3}%  {what}");
        }
    }
}
