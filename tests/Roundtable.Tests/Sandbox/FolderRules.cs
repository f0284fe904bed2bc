using System.Globalization;

namespace Roundtable.Tests.Sandbox;

/// <summary>What all files of a data folder must say together: no revision, message or chunk is left out.</summary>
internal sealed class FolderRules(IReadOnlyList<StoredFile> files, Predicate<string> excused)
{
    private readonly HashSet<string> _paths = [.. files.Select(file => file.Name.Path)];

    public IEnumerable<string> Violations() =>
        [
            .. Users().Concat(Conversations()).Distinct().Where(path => !_paths.Contains(path) && !excused(path)).Select(Missing),
            .. files.GroupBy(file => file.Name.ConversationId).Where(group => group.Key.Length > 0).SelectMany(MessageNumbers),
            .. files
                .GroupBy(file => file.Name.MessageId)
                .Where(group => group.Key.Length > 0)
                .SelectMany(group => new MessageRules(group.Key, [.. group], excused).Violations()),
            .. files
                .GroupBy(file => file.Name.ConversationId)
                .Where(group => group.Any(file => file.IsTombstone))
                .SelectMany(Below),
        ];

    /// <summary>The profile revisions that must be there for what is there.</summary>
    private IEnumerable<string> Users() =>
        files
            .GroupBy(file => file.Name.UserId)
            .SelectMany(user => Revisions(user, StoredFileKind.User, $"users/{user.Key}/user"));

    private IEnumerable<string> Conversations() =>
        files
            .Where(file => file.Name.ConversationId.Length > 0)
            .GroupBy(file => (file.Name.UserId, file.Name.ConversationId))
            .Where(conversation => !conversation.Any(file => file.IsTombstone))
            .SelectMany(conversation =>
                Revisions(
                    conversation,
                    StoredFileKind.Conversation,
                    $"users/{conversation.Key.UserId}/data/conversations/{conversation.Key.ConversationId}"
                )
            );

    private static IEnumerable<string> Revisions(IEnumerable<StoredFile> owned, StoredFileKind kind, string stem)
    {
        var last = owned.Where(file => file.Name.Kind == kind).Select(file => file.Name.Ordinal).DefaultIfEmpty(1).Max();
        return Enumerable.Range(1, last).Select(revision => $"{stem}{(revision == 1 ? "" : $"-r{revision:D2}")}.json");
    }

    private IEnumerable<string> MessageNumbers(IGrouping<string, StoredFile> conversation)
    {
        var stem = conversation.Key + "-ms";
        var numbers = conversation
            .Where(file => file.Name.MessageId.Length > 0)
            .Select(file => int.Parse(file.Name.MessageId.AsSpan(stem.Length), CultureInfo.InvariantCulture))
            .ToHashSet();
        return Enumerable
            .Range(1, numbers.DefaultIfEmpty(0).Max())
            .Where(number => !numbers.Contains(number))
            .Select(number => $"{stem}{number:D2}")
            .Where(id => !excused(StoredFileName.OfMessage(id)))
            .Select(id => $"{conversation.Key}: message {id} is missing");
    }

    /// <summary>Of a deleted conversation nothing else is left.</summary>
    private static IEnumerable<string> Below(IEnumerable<StoredFile> conversation) =>
        conversation.Where(file => !file.IsTombstone).Select(file => $"{file.Name.Path}: is below a tombstone");

    private static string Missing(string path) => $"{path}: is missing";
}
