using Roundtable.Cursors;
using Roundtable.Files.Index;

namespace Roundtable.Files.Requests;

/// <summary>The place that a conversation will have reached when the current record is durable.</summary>
internal static class PreparedCursor
{
    public static ConversationCursor Of(ConversationEntry entry) =>
        new()
        {
            Id = entry.Id,
            Tag = entry.Prepared.Facts!.Tag,
            Revision = entry.Prepared.Facts.Revision,
            MessageCount = entry.Prepared.MessageCount,
            Open =
            [
                .. entry
                    .Prepared.Open.OrderBy(reply => reply.Key)
                    .Select(reply => new OpenReply(reply.Key, reply.Value.Tag, reply.Value.Length)),
            ],
        };
}
