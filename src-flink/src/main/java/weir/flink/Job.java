package weir.flink;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.connectors.rabbitmq.common.RMQConnectionConfig;
import org.apache.flink.util.Collector;

/**
 * Lays a bundle out over a cluster: sources -> parser -> filters -> rules -> sinks. Everything between bytes in and lines out is the
 * script's. Arguments: the layout as JSON in base64, the script gzipped in base64, user:password of the source's and of the results' broker (or "").
 */
public final class Job {
    private static final TypeInformation<Block> BLOCK = Types.POJO(Block.class);

    private final StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    private final JsonNode layout;
    private final byte[] script;
    /** user:password, or "". */
    private final String sourceLogin;

    private final String resultsLogin;

    private Job(JsonNode layout, byte[] script, String sourceLogin, String resultsLogin) {
        this.layout = layout;
        this.script = script;
        this.sourceLogin = sourceLogin;
        this.resultsLogin = resultsLogin;
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 2) throw new IllegalArgumentException("this jar is run by weir deploy flink");
        String text = new String(Base64.getDecoder().decode(args[0]), StandardCharsets.UTF_8);
        Job job =
                new Job(
                        new ObjectMapper().readTree(text),
                        Base64.getDecoder().decode(args[1]),
                        args.length > 2 ? args[2] : "",
                        args.length > 3 ? args[3] : "");
        job.build();
        job.env.execute(job.layout.get("name").asText());
    }

    private void build() throws Exception {
        configure();
        int partitions = layout.get("partitions").asInt();
        env.setMaxParallelism(partitions);
        List<DataStream<Block>> rejects = new ArrayList<>();
        DataStream<Block> stream = sources(rejects);
        int filters = layout.get("filters").size();
        for (int i = 0; i < filters; i++) {
            String name = layout.get("filters").get(i).asText();
            int[] keys = Keys.of(1, partitions);
            SingleOutputStreamOperator<Block> kept =
                    stream.keyBy(block -> keys[block.target], Types.INT)
                            .transform("filter " + name, BLOCK, new FilterOperator(script, i, keys))
                            .uid("filter-" + i);
            rejects.add(kept.getSideOutput(ParseOperator.REJECTS));
            stream = kept;
        }
        int[] keys = Keys.of(Math.max(1, layout.get("lanes").size()), partitions);
        SingleOutputStreamOperator<Block> alerts =
                stream.keyBy(block -> keys[block.target], Types.INT)
                        .transform("rules " + layout.get("rules").asText(), BLOCK, new RuleOperator(script, filters, keys))
                        .uid("rules");
        sinks(alerts, rejects);
    }

    private void configure() {
        Configuration config = new Configuration();
        config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(layout.get("checkpointInterval").asLong()));
        config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, layout.get("restarts").asInt());
        config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        if (layout.hasNonNull("checkpoints"))
            config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, layout.get("checkpoints").asText());
        env.configure(config);
    }

    /** Each source is read by one task: its order, and so what is late, is that of arrival. */
    private DataStream<Block> sources(List<DataStream<Block>> rejects) throws Exception {
        DataStream<Block> all = null;
        JsonNode sources = layout.get("sources");
        for (int i = 0; i < sources.size(); i++) {
            JsonNode source = sources.get(i);
            boolean live = source.get("kind").asText().equals("rabbitmq");
            DataStream<Row> rows = live ? queue(source, i) : file(source, i);
            SingleOutputStreamOperator<Block> parsed =
                    rows.transform(
                                    "rows " + i,
                                    BLOCK,
                                    new ParseOperator(script, i, live, layout.get("idleTimeout").asLong()))
                            .uid("rows-" + i)
                            .setParallelism(1);
            rejects.add(parsed.getSideOutput(ParseOperator.REJECTS));
            all = all == null ? parsed : all.union(parsed);
        }
        if (all == null) throw new IllegalArgumentException("the bundle names no source");
        return all;
    }

    private DataStream<Row> file(JsonNode source, int i) {
        Path path = new Path(new java.io.File(source.get("path").asText()).toURI());
        FileSource<Row> files = FileSource.forRecordStreamFormat(new RowBlocks(), path).build();
        return env.fromSource(files, WatermarkStrategy.noWatermarks(), "file " + path.getName())
                .uid("source-" + i)
                .setParallelism(1);
    }

    private DataStream<Row> queue(JsonNode source, int i) throws Exception {
        RMQConnectionConfig connection = connection(source.get("url").asText(), sourceLogin, source.get("prefetch").asInt());
        String queue = source.get("queue").asText();
        return env.addSource(new QueueSource(connection, queue), "queue " + queue, TypeInformation.of(Row.class))
                .uid("source-" + i)
                .setParallelism(1);
    }

    private static RMQConnectionConfig connection(String url, String login, int prefetch) throws Exception {
        URI uri = new URI(url);
        int colon = login.indexOf(':');
        if (colon > 0) {
            String user = encode(login.substring(0, colon)) + ":" + encode(login.substring(colon + 1));
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            uri = new URI(uri.getScheme() + "://" + user + "@" + uri.getRawAuthority() + path);
        }
        RMQConnectionConfig.Builder builder =
                new RMQConnectionConfig.Builder().setUri(uri.toString()).setAutomaticRecovery(false);
        if (prefetch > 0) builder.setPrefetchCount(prefetch);
        return builder.build();
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void sinks(SingleOutputStreamOperator<Block> alerts, List<DataStream<Block>> rejects) throws Exception {
        JsonNode sinks = layout.get("sinks");
        DataStream<Block> refused = rejects.get(0);
        for (DataStream<Block> each : rejects.subList(1, rejects.size())) refused = refused.union(each);
        if (sinks.hasNonNull("folder")) {
            String folder = sinks.get("folder").asText();
            write(alerts, folder, "alerts");
            write(alerts.getSideOutput(RuleOperator.SERIES), folder, "series");
            write(alerts.getSideOutput(RuleOperator.PROBLEMS), folder, "problems");
            write(refused, folder, "rejects");
        }
        if (sinks.hasNonNull("rabbitmq")) {
            JsonNode to = sinks.get("rabbitmq");
            alerts.flatMap(
                            (Block block, Collector<String> out) -> {
                                for (String line : block.text.split("\n")) out.collect(line);
                            },
                            Types.STRING)
                    .name("alerts")
                    .uid("alert-lines")
                    .addSink(new AlertQueue(connection(to.get("url").asText(), resultsLogin, 0), to.get("queue").asText()))
                    .name("queue " + to.get("queue").asText())
                    .uid("alert-queue");
        }
    }

    private static void write(DataStream<Block> blocks, String folder, String name) {
        Encoder<Block> encoder = (block, stream) -> stream.write(block.text.getBytes(StandardCharsets.UTF_8));
        FileSink<Block> sink =
                FileSink.forRowFormat(new Path(new Path(new java.io.File(folder).toURI()), name), encoder)
                        .withBucketAssigner(new org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner<>())
                        .build();
        blocks.sinkTo(sink).name(name).uid("file-" + name).setParallelism(1);
    }
}
