using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Roundtable.Cli;

/// <summary>Where traces, metrics and logs are sent by OTLP. Nothing leaves the machine unless this is configured.</summary>
/// <param name="Endpoint">The collector, such as <c>http://127.0.0.1:4317</c>.</param>
/// <param name="Protocol">How it is spoken to.</param>
internal sealed record TelemetryExport(Uri Endpoint, OtlpExportProtocol Protocol)
{
    /// <exception cref="CommandException">It is not an endpoint, or not a protocol.</exception>
    public static TelemetryExport? Parse(string? endpoint, string protocol)
    {
        if (endpoint is null)
            return null;
        if (
            !Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || uri.UserInfo.Length > 0
        )
            throw new CommandException(
                "Roundtable:Telemetry:OtlpEndpoint is not the address of a collector such as http://127.0.0.1:4317; "
                    + "secrets go into the environment variable OTEL_EXPORTER_OTLP_HEADERS."
            );
        return new TelemetryExport(
            uri,
            protocol switch
            {
                "grpc" => OtlpExportProtocol.Grpc,
                "http" => OtlpExportProtocol.HttpProtobuf,
                _ => throw new CommandException($"Roundtable:Telemetry:OtlpProtocol '{protocol}' is not grpc or http."),
            }
        );
    }

    public void AddTo(IServiceCollection services) =>
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService("roundtable", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString())
            )
            .WithTracing(tracing =>
                tracing.AddSource(Telemetry.Name).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation()
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
            )
            .WithLogging()
            .UseOtlpExporter(Protocol, Endpoint);
}
