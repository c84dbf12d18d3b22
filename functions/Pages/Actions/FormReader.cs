using System.Globalization;
using IntegrationHub.Domain.Calendar;
using IntegrationHub.Functions.Assessments;
using IntegrationHub.Functions.Pages.Layout;

namespace IntegrationHub.Functions.Pages.Actions;

/// <summary>Reads a form's fields and keeps what is wrong with them, each fault with its field.</summary>
internal sealed class FormReader(IFormCollection form)
{
    public List<PageError> Errors { get; } = [];

    public string Text(string name) => form[name].ToString().Trim();

    public string? OneOf(string name, IEnumerable<string> allowed, string otherwise) => Text(name) is var value && allowed.Contains(value) ? value : Fail(name, otherwise);

    public string? Required(string name, string otherwise, int most = 500) => Text(name) is { Length: > 0 } value && value.Length <= most ? value : Fail(name, otherwise);

    public DateOnly? Day(string name, string otherwise)
    {
        if (DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        Fail(name, otherwise);
        return null;
    }

    /// <summary>A day and a time of clocks in England.</summary>
    public DateTimeOffset? Moment(string dateName, string timeName)
    {
        var day = Day(dateName, "Enter the date of the appointment");
        var isTime = TimeOnly.TryParseExact(Text(timeName), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        if (!isTime)
        {
            Fail(timeName, "Enter the time of the appointment, such as 14:30");
        }

        return day is { } date && isTime ? LondonTime.FirstAt(date, time) : null;
    }

    public int? Minutes(string name)
    {
        if (int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 5 and <= 480)
        {
            return minutes;
        }

        Fail(name, "Enter how many minutes it takes, 5 to 480");
        return null;
    }

    /// <summary>A file's bytes, with its type by its name's ending: browsers guess types in ways of their own.</summary>
    public async Task<FormPaper?> File(string name, string otherwise, CancellationToken cancel)
    {
        if (form.Files.GetFile(name) is not { Length: > 0 } file)
        {
            Fail(name, otherwise);
            return null;
        }

        var ending = Path.GetExtension(file.FileName).TrimStart('.').ToLowerInvariant();
        if (DocumentTypes.All.FirstOrDefault(type => DocumentTypes.ExtensionsOf(type).Contains(ending)) is not { } contentType)
        {
            Fail(name, "The file must be a PDF, a Word document (DOCX), a picture (PNG, JPEG, TIFF), RTF or plain text");
            return null;
        }

        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancel);
        return new FormPaper(Path.GetFileName(file.FileName), contentType, content.ToArray());
    }

    private string? Fail(string name, string text)
    {
        Errors.Add(new PageError(name, text));
        return null;
    }
}

/// <summary>A file as it was sent with a form.</summary>
internal sealed record FormPaper(string FileName, string ContentType, byte[] Content);
