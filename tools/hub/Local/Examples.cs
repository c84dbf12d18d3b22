using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.LocalStack;

namespace IntegrationHub.Tools.Hub.Local;

/// <summary>
/// One child's story as files and `curl` lines that work when pasted: every date is relative to the hub's business
/// clock and in its past, and the child is another one at each start.
/// </summary>
internal static class Examples
{
    /// <summary>Stands in the files where the case's id comes in, once the hub has said it.</summary>
    private const string CaseId = "CASE-ID";

    /// <summary>Writes the files; the folder.</summary>
    /// <param name="dataFolder">`HUB_DATA`.</param>
    /// <param name="now">The business clock.</param>
    /// <param name="realNow">Makes the child a new one.</param>
    public static string Write(string dataFolder, DateTimeOffset now, DateTimeOffset realNow)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataFolder, "examples")).FullName;
        var today = Json.DateOf(now);
        var localId = $"LCS-{realNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";

        void Save(string name, JsonNode body) => File.WriteAllText(Path.Combine(folder, name), body.ToJsonString(Json.Indented) + "\n");
        JsonObject Notification(string kind, JsonObject data) => Messages.Notification($"{localId}-{kind}", kind, now, localId, data);

        Save("1-became-looked-after.json", Notification("became-looked-after", Child(today, realNow)));
        Save("2-consent-recorded.json", Notification("consent-recorded", Messages.Consent("given", "parent", today)));
        Save("3-paperwork-completed.json", Notification("paperwork-completed", Messages.On(today)));
        Save("4-appointment.json", Messages.Appointment(CaseId, "fulfilled", now.AddHours(-1)));
        Save("5-assessment-return.json", Messages.AssessmentReturn(CaseId, localId, now));
        Save("6-second-child.json", Messages.Notification($"{localId}-second", "became-looked-after", now, $"{localId}-second", Child(today, realNow.AddHours(1))));
        Save("7-eight-days-later.json", new JsonObject { ["now"] = now.AddDays(8).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) });
        return folder;
    }

    public static string Shell(Uri address, string dataFolder, string folder)
    {
        var isDefault = dataFolder == Repository.PathOf(".local");
        var files = isDefault ? ".local/examples" : folder;
        var hubData = isDefault ? "" : $"export HUB_DATA='{dataFolder}'\n";
        return hubData + $$"""
            export HUB={{address.ToString().TrimEnd('/')}} E='{{files}}'
            export SC=$(./hub token social-care)
            export HT=$(./hub token health)
            notify() { curl -sS "$HUB/hub/notifications" -H "Authorization: Bearer $SC" -H 'Content-Type: application/cloudevents+json' --data-binary "@$E/$1"; }
            health() { curl -sS "$@" -H "Authorization: Bearer $HT" -H 'Content-Type: application/fhir+json'; }
            council() { curl -sS "$HUB/hub/cases/$CASE$1" -H "Authorization: Bearer $SC"; echo; }
            move() {
              health -D "$E/task.head" -o "$E/task.json" "$HUB/hub/fhir/Task/$CASE"
              ETAG=$(tr -d '\r' <"$E/task.head" | sed -n 's/^[Ee][Tt][Aa][Gg]: *//p')
              sed -E 's/"status": *"(requested|received|accepted|in-progress)"/"status":"'"$1"'"/' "$E/task.json" >"$E/task-$1.json"
              health -X PUT "$HUB/hub/fhir/Task/$CASE" -H "If-Match: $ETAG" --data-binary "@$E/task-$1.json"; echo
            }

            # The council: a child became looked after, a parent consents, the papers are complete.
            notify 1-became-looked-after.json | tee "$E/case.json"; echo
            export CASE=$(tr -d '\n' <"$E/case.json" | sed -E 's/.*"caseId": *"([^"]*)".*/\1/')
            notify 2-consent-recorded.json; echo
            notify 3-paperwork-completed.json; echo

            # The health team: pull what is new, take it, see the child, send both documents back.
            health "$HUB/hub/fhir/Task?owner=Organization/RXQ&status=requested&_include=Task:focus&_include=Task:patient"; echo
            move received
            move accepted
            sed "s/{{CaseId}}/$CASE/g" "$E/4-appointment.json" | health -X POST "$HUB/hub/fhir/Appointment" --data-binary @-; echo
            sed "s/{{CaseId}}/$CASE/g" "$E/5-assessment-return.json" | health -X POST "$HUB/hub/fhir" --data-binary @-; echo

            # The council again: where the case stands, and what came back.
            council; council /documents

            # A second child, for whom nothing happens: the clock is moved on by eight days, and the right people have been alerted.
            notify 6-second-child.json | tee "$E/case.json"; echo
            export CASE=$(tr -d '\n' <"$E/case.json" | sed -E 's/.*"caseId": *"([^"]*)".*/\1/')
            curl -sS -X PUT "$HUB/hub/local/clock" -H 'Content-Type: application/json' --data-binary "@$E/7-eight-days-later.json"; echo
            council /alerts
            """;
    }

    /// <summary>An invented child who became looked after yesterday, in council 825.</summary>
    /// <param name="realNow">Makes the child a new one.</param>
    public static JsonObject Child(DateOnly today, DateTimeOffset realNow) => new()
    {
        ["child"] = new JsonObject
        {
            ["nhsNumber"] = NhsNumbers.Invented(realNow.ToUnixTimeSeconds()),
            ["nhsNumberStatus"] = "01",
            ["givenName"] = "Avery",
            ["familyName"] = "Testchild",
            ["dateOfBirth"] = Json.Date(today.AddYears(-7).AddDays(-40)),
            ["sex"] = "F",
            ["ethnicity"] = "WBRI",
            ["address"] = new JsonObject { ["lines"] = new JsonArray("1 Sample Street", "Aylesbury"), ["postcode"] = "HP20 1UA" },
            ["gpPractice"] = "K82001",
            ["schoolUrn"] = "110369",
        },
        ["care"] = new JsonObject
        {
            ["becameLookedAfterOn"] = Json.Date(today.AddDays(-1)),
            ["legalStatus"] = "V2",
            ["categoryOfNeed"] = "N1",
            ["placement"] = new JsonObject
            {
                ["type"] = "U6",
                ["startedOn"] = Json.Date(today.AddDays(-1)),
                ["postcode"] = "HP20 1UA",
                ["localAuthority"] = Messages.Council,
            },
        },
        ["consent"] = new JsonObject { ["status"] = "not-yet-given" },
        ["contacts"] = new JsonArray(
            new JsonObject { ["role"] = "social-worker", ["name"] = "S Worker", ["email"] = "s.worker@council.example" },
            new JsonObject { ["role"] = "team-manager", ["name"] = "T Manager", ["email"] = "t.manager@council.example" }),
        ["healthProvider"] = "RXQ",
    };
}
