using Roundtable.Cursors;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Stored;

namespace Roundtable.Files.Requests;

/// <summary>Keeps what a request with a key is answered, in the same record as what it does.</summary>
internal sealed class AnswerRecord(UserEntry user, RequestKey? key, TimeProvider time)
{
    private RequestFile? _file;

    /// <summary>What the same request was answered before; null when it is new, or has no key.</summary>
    public RequestFile? Earlier { get; private set; }

    /// <summary>Whether there is nothing to do but to give the first answer again.</summary>
    /// <exception cref="RequestKeyConflictException">The key was used for another request.</exception>
    public bool IsReplay() => key is not null && ((Earlier = user.Requests.Find(key)) is not null || key.IsReplayOnly);

    /// <summary>The file of the answer, if the request has a key.</summary>
    public IEnumerable<StoredFile> Prepare(ConversationCursor cursor, params IReadOnlyList<MessageId> messages)
    {
        if (key is null)
            return [];
        _file = new RequestFile
        {
            UserId = user.Id.ToString(),
            Key = key.Key,
            Body = key.Body,
            ConversationId = cursor.Id.ToString(),
            MessageId = messages.Count > 0 ? messages[0].ToString() : null,
            Replies = messages.Count > 1 ? [.. messages.Skip(1).Select(reply => reply.ToString())] : null,
            Cursor = cursor.ToString(),
            Timestamp = time.GetUtcMilliseconds(),
            Format = ChecksummedJson.Format,
        };
        user.Requests.Add(_file, time);
        return [new StoredFile(StoreLayout.Request(user.Id, key.Key), _file.Encode())];
    }

    public void Revert()
    {
        if (_file is not null)
            user.Requests.Remove(_file);
    }

    public void Apply(IFileQueue files)
    {
        if (_file is null)
            return;
        foreach (var old in user.Requests.TakeOld(time))
            files.AddRemoval(new Removal(null, [StoreLayout.Request(user.Id, old.Key)], () => user.Requests.Forget(old)));
    }
}
