using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Testing;
using Roundtable.Agents;
using Roundtable.Recording;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Agents;

/// <summary>The product's own way to a model, with a scripted server at its end and time-outs of tests.</summary>
internal sealed class ModelStreamFixture : IDisposable
{
    public static readonly O200kTokenCounter Counter = new();
    private readonly ChatClients _clients;
    private readonly ModelStream _stream;
    private readonly AgentDirectory _agents;

    public ModelStreamFixture(ModelServer models, Action<ProviderOptions>? change = null, int replyTokensMax = 4_000)
        : this(models.Endpoint, change, replyTokensMax) { }

    public ModelStreamFixture(string endpoint, Action<ProviderOptions>? change = null, int replyTokensMax = 4_000)
    {
        var provider = new ProviderOptions { Endpoint = endpoint, RetryDelay = TimeSpan.FromMilliseconds(1) };
        change?.Invoke(provider);
        var agent = new AgentOptions
        {
            Id = "sage",
            Provider = "scripted",
            Model = "scripted-1",
            ReplyTokensMax = replyTokensMax,
        };
        var options = new AgentsOptions { Agents = [agent], Providers = { ["scripted"] = provider } };
        _agents = new AgentDirectory(options);
        _clients = new ChatClients(
            options,
            _agents,
            _ => "sk-secret",
            agent => throw new InvalidOperationException($"{agent.Id} has a provider.")
        );
        _stream = new ModelStream(_clients, Counter, TimeProvider.System, new FakeLogger<ModelStream>(Log));
    }

    /// <summary>Raised for each delta with text.</summary>
    public event Action? Said;

    public FakeLogCollector Log { get; } = new();

    /// <summary>Reads an answer to its end or its error, and keeps what was said until then.</summary>
    public async Task<Answer> AskAsync(CancellationToken cancellationToken = default)
    {
        List<string> deltas = [];
        FinishReason? finish = null;
        ChatMessage[] context = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Ada: Why? sk-prompt")];
        try
        {
            await foreach (var delta in _stream.AnswerAsync(_agents.Default, context, cancellationToken))
            {
                deltas.Add(delta.Text);
                if (delta.Text.Length > 0)
                    Said?.Invoke();
                finish = delta.Finish ?? finish;
            }
        }
        catch (ReplyFailedException failed)
        {
            Assert.DoesNotContain("sk-", failed.Error.Message, StringComparison.Ordinal);
            return new Answer(string.Concat(deltas), null, failed.Error.Code);
        }

        return new Answer(string.Concat(deltas), finish, null);
    }

    public void Dispose() => _clients.Dispose();

    internal sealed record Answer(string Text, FinishReason? Finish, string? Error);
}
