using FourRunr.Bench.Baseline;

// Usage: baseline bare <url> <file with the answer to give>
//        baseline provider <url>
//        baseline yarp <url> <url of either>
// What the gateway is compared with: a web server that does nothing but parse and answer, and a proxy that passes through; and a provider of
// models that streams.
await (args switch
{
    ["bare", var url, var answer] => BareEndpoint.RunAsync(url, await RecordedAnswer.ReadAsync(answer)),
    ["provider", var url] => StreamingProvider.RunAsync(url),
    ["yarp", var url, var destination] => PassThrough.RunAsync(url, destination),
    _ => throw new ArgumentException("See the usage at the top of this file."),
});
