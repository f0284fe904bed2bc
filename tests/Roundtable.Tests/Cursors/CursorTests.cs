using CsCheck;
using Roundtable.Cursors;
using Roundtable.Searching;

namespace Roundtable.Tests.Cursors;

public sealed class CursorTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ %.\n\0é";
    private static readonly Gen<int> Number = Gen.Int[1, 999_999_999];
    private static readonly Gen<ConversationId> Conversation = Gen.Select(
        Number,
        Number,
        (user, number) => new ConversationId(new UserId(user), number)
    );

    private static readonly Gen<MessageCursor> Messages = Gen.Select(
        Conversation,
        Number,
        Gen.ULong,
        Gen.Int[0, int.MaxValue],
        Gen.Bool,
        (conversation, number, tag, offset, ended) => new MessageCursor(new MessageId(conversation, number), tag, offset, ended)
    );

    private static readonly Gen<ConversationCursor> Conversations = Gen.Select(
        Conversation,
        Gen.ULong,
        Number,
        Gen.ULong.Array[0, 65],
        (conversation, tag, revision, open) =>
            new ConversationCursor
            {
                Id = conversation,
                Tag = tag,
                Revision = revision,
                MessageCount = 1_000,
                Open = [.. open.Select((replyTag, i) => new OpenReply(i + 1, replyTag, i * 70_000))],
            }
    );

    private static readonly Gen<CombinedCursor> Both = Conversations.Select(
        Gen.Long[0, long.MaxValue],
        (conversation, change) =>
            new CombinedCursor(
                new UserCursor(
                    conversation.Id.User,
                    change,
                    DateTimeOffset.FromUnixTimeMilliseconds(change % 200_000_000_000_000)
                ),
                conversation
            )
    );

    private static readonly Gen<ConversationListCursor> Lists = Gen.Select(
        Number,
        Gen.Bool.Nullable(),
        Gen.Long[0, long.MaxValue],
        (user, archived, change) => new ConversationListCursor(new UserId(user), archived, change)
    );

    private static readonly Gen<MessagePageCursor> Pages = Gen.Select(
        Conversation,
        Gen.Bool,
        Number,
        Gen.Bool,
        (conversation, descending, number, backwards) => new MessagePageCursor(conversation, descending, number, backwards)
    );

    private static readonly Gen<SearchCursor> Searches = Gen.OneOf(
            Gen.Select(Gen.Long[0, long.MaxValue], Number, Number)
                .Select((change, conversation, before) => (SearchPlace)new ListPlace(change, conversation, before)),
            Gen.Select(Gen.Long[1, long.MaxValue], Gen.Long[1, long.MaxValue], Gen.Long[1, 100_000].Array[0, 1_000])
                .Select(
                    Gen.Long[0, long.MaxValue],
                    (place, open) => (SearchPlace)new RankedPlace(place.Item1, place.Item2, Below(place.Item1, place.Item3), open)
                )
        )
        .Select(Number, Gen.ULong, (place, user, query) => new SearchCursor(new UserId(user), query, place));

    private static List<long> Below(long before, long[] steps) =>
        [.. steps.Select(step => before -= step).TakeWhile(shown => shown > 0)];

    [Fact]
    public void A_cursor_of_a_search_comes_back_as_it_was() =>
        Searches.Sample(cursor => Assert.Equal(cursor, SearchCursor.Parse(cursor.ToString())));

    [Fact]
    public void A_cursor_of_a_message_comes_back_as_it_was() =>
        Messages.Sample(cursor => Assert.Equal(cursor, MessageCursor.Parse(cursor.ToString())));

    [Fact]
    public void A_cursor_of_a_list_comes_back_as_it_was() =>
        Lists.Sample(cursor => Assert.Equal(cursor, ConversationListCursor.Parse(cursor.ToString())));

    [Fact]
    public void A_cursor_of_a_page_comes_back_as_it_was() =>
        Pages.Sample(cursor => Assert.Equal(cursor, MessagePageCursor.Parse(cursor.ToString())));

    [Fact]
    public void A_cursor_of_a_conversation_comes_back_as_it_was() =>
        Conversations.Sample(cursor =>
        {
            var parsed = ConversationCursor.Parse(cursor.ToString());
            Assert.Equal(cursor.Open, parsed.Open);
            Assert.Equal(cursor, parsed with { Open = cursor.Open });
        });

    [Fact]
    public void A_cursor_of_a_list_and_a_conversation_comes_back_as_it_was() =>
        Both.Sample(cursor =>
        {
            var parsed = CombinedCursor.Parse(cursor.ToString());
            Assert.Equal(cursor.List, parsed.List);
            Assert.Equal(cursor.Conversation.ToString(), parsed.Conversation.ToString());
            Assert.False(IsAnyCursor(parsed.ToString()));
        });

    [Fact]
    public void A_list_of_one_user_with_a_conversation_of_another_is_no_cursor() =>
        Both.Sample(cursor =>
        {
            var other = new UserCursor(new UserId(cursor.List.User.Number % 1_000 + 1_001), 1, DateTimeOffset.UnixEpoch);
            var isSame = other.User == cursor.List.User;
            Assert.Equal(isSame, CombinedCursor.TryParse($"{other}.{cursor.Conversation}", null, out _));
        });

    [Fact]
    public void Every_other_character_anywhere_is_refused() =>
        Messages.Sample(cursor => AssertAlterationsRefused(cursor.ToString()), iter: 20);

    [Fact]
    public void Every_single_bit_is_guarded() =>
        Messages.Sample(
            cursor =>
            {
                var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(cursor.ToString());
                for (var bit = 0; bit < bytes.Length * 8; bit++)
                {
                    var altered = (byte[])bytes.Clone();
                    altered[bit / 8] ^= (byte)(1 << (bit % 8));
                    Assert.False(IsAnyCursor(System.Buffers.Text.Base64Url.EncodeToString(altered)));
                }
            },
            iter: 50
        );

    [Fact]
    public void What_is_no_cursor_is_refused_and_nothing_throws() =>
        Gen.String[0, 200].Sample(text => Assert.False(IsAnyCursor(text)), iter: 2_000);

    [Fact]
    public void A_cursor_of_one_kind_is_none_of_another() =>
        Gen.Select(Messages, Lists, Pages)
            .Sample(
                (message, list, page) =>
                {
                    Assert.False(MessagePageCursor.TryParse(message.ToString(), null, out _));
                    Assert.False(ConversationListCursor.TryParse(page.ToString(), null, out _));
                    Assert.False(MessageCursor.TryParse(list.ToString(), null, out _));
                    Assert.False(ConversationCursor.TryParse(message.ToString(), null, out _));
                },
                iter: 100
            );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AA")]
    public void Nothing_and_next_to_nothing_are_refused(string? text)
    {
        Assert.False(IsAnyCursor(text));
        Assert.Throws<FormatException>(() => MessageCursor.Parse(text!));
        Assert.Throws<FormatException>(() => ConversationCursor.Parse(text!));
        Assert.Throws<FormatException>(() => ConversationListCursor.Parse(text!));
        Assert.Throws<FormatException>(() => MessagePageCursor.Parse(text!));
    }

    [Fact]
    public void A_text_longer_than_any_cursor_is_refused() => Assert.False(IsAnyCursor(new string('A', 100_000)));

    private static void AssertAlterationsRefused(string text)
    {
        for (var position = 0; position < text.Length; position++)
        {
            Assert.False(IsAnyCursor(text.Remove(position, 1)));
            foreach (var character in Alphabet)
            {
                Assert.False(IsAnyCursor(text.Insert(position, character.ToString())));
                if (character != text[position])
                    Assert.False(IsAnyCursor(text.Remove(position, 1).Insert(position, character.ToString())));
            }
        }
    }

    private static bool IsAnyCursor(string? text) =>
        MessageCursor.TryParse(text, null, out _)
        || ConversationCursor.TryParse(text, null, out _)
        || ConversationListCursor.TryParse(text, null, out _)
        || MessagePageCursor.TryParse(text, null, out _);
}
