using Microsoft.Extensions.Logging;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Writing;

/// <summary>
/// Damage that writes meet. What does not meet it goes on, and health stays green: so it is counted each time, and told the
/// first time since the store was opened.
/// </summary>
internal sealed partial class DamageMet(StoreMetrics metrics, ILogger logger)
{
    private bool _isTold;

    public void Add(SqliteFailure failure)
    {
        metrics.AddDamage();
        if (_isTold)
            return;
        _isTold = true;
        LogDamaged(failure);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A write met a part of the database that is damaged, and was refused; what does not meet it goes on. "
            + "Run 'roundtable verify', then stop the server and run 'roundtable repair'. This is said once."
    )]
    private partial void LogDamaged(Exception exception);
}
