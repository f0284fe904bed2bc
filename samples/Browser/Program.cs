// A product of your own with conversations in it: the API, over a folder of files, and a page that uses it.
using System.Diagnostics.Metrics;
using Roundtable.Edge;
using Roundtable.Files;

var builder = WebApplication.CreateBuilder(args);
var files = new FileStoreOptions { Folder = builder.Configuration["folder"] ?? "data" };
builder.Services.AddRoundtable(
    new RoundtableOptions(),
    async (services, cancellationToken) =>
        await FileStore.OpenAsync(
            files,
            services.GetRequiredService<Meter>(),
            TimeProvider.System,
            services.GetRequiredService<ILogger<FileStore>>(),
            cancellationToken
        )
);

var app = builder.Build();
app.UseRoundtable();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapRoundtable();
await app.RunAsync();
