using System.Text.Json.Nodes;

namespace IntegrationHub.Functions.Escalations.Delivery;

/// <summary>The body of the webhook: the notice itself, and beside it what Teams and Power Automate workflows show, a message with one adaptive card.</summary>
public static class AdaptiveCard
{
    /// <param name="recipients">Whom this post is for.</param>
    public static JsonObject Message(Notice notice, IReadOnlyList<NoticeRecipient> recipients)
    {
        var body = notice.Members.DeepClone().AsObject();
        body["recipients"] = new JsonArray([.. recipients.Select(RecipientOf)]);
        body["type"] = "message";
        body["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["contentUrl"] = null,
            ["content"] = CardOf(notice),
        });
        return body;
    }

    private static JsonObject CardOf(Notice notice) => new()
    {
        ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
        ["type"] = "AdaptiveCard",
        ["version"] = "1.4",
        ["body"] = new JsonArray(
            new JsonObject { ["type"] = "TextBlock", ["text"] = ShownText.InCard(notice.Subject), ["weight"] = "Bolder", ["wrap"] = true },
            new JsonObject { ["type"] = "TextBlock", ["text"] = ShownText.InCard(notice.Text), ["wrap"] = true },
            new JsonObject
            {
                ["type"] = "FactSet",
                ["facts"] = new JsonArray([.. notice.Details.Select(detail => new JsonObject { ["title"] = detail.Title, ["value"] = ShownText.InCard(detail.Value) })]),
            }),
        ["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open in the hub", ["url"] = notice.Link }),
    };

    private static JsonNode RecipientOf(NoticeRecipient recipient)
    {
        var json = new JsonObject { ["role"] = recipient.Role };
        if (recipient.Address is { } address)
        {
            json["address"] = address;
        }

        return json;
    }
}
