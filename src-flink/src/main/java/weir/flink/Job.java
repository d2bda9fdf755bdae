package weir.flink;

import java.io.File;
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
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.enumerate.NonSplittingRecursiveEnumerator;
import org.apache.flink.core.fs.Path;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;
import org.apache.flink.streaming.connectors.rabbitmq.common.RMQConnectionConfig;
import org.apache.flink.util.Collector;

/**
 * Lays a bundle out over a cluster: sources -> parser -> filters -> rules -> sinks. Everything between bytes in and lines out is the
 * script's. Arguments: the layout as JSON in base64, the script gzipped in base64, user:password of the source's and of the results' broker (or "").
 */
public final class Job {
    private static final TypeInformation<Block> BLOCK = Types.POJO(Block.class);
    /** After so long without a failure those before are forgotten. */
    private static final Duration RAN_WELL = Duration.ofMinutes(10);

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
        // A job that is given up, not one that is cancelled, leaves its last checkpoint to go on from.
        config.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
        // Ever longer waits, so that a broker may be away for minutes; failures count anew once it has run well for a while.
        int restarts = layout.get("restarts").asInt();
        config.set(RestartStrategyOptions.RESTART_STRATEGY, restarts == 0 ? "none" : "exponential-delay");
        config.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, Math.max(1, restarts));
        config.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofSeconds(1));
        config.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);
        config.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofMinutes(1));
        config.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD, RAN_WELL);
        if (layout.hasNonNull("checkpoints"))
            config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, place(layout.get("checkpoints").asText()).toString());
        env.configure(config);
    }

    /** Each source is read by one task: its order, and so what is late, is that of arrival. */
    private DataStream<Block> sources(List<DataStream<Block>> rejects) throws Exception {
        DataStream<Block> all = null;
        JsonNode sources = layout.get("sources");
        for (int i = 0; i < sources.size(); i++) {
            JsonNode source = sources.get(i);
            boolean live = source.get("kind").asText().equals("rabbitmq");
            DataStream<Row> rows = live ? queue(source, i) : files(source, i);
            ParseOperator parser = live ? messages(source, i, sources.size()) : ParseOperator.ofFiles(script, i);
            SingleOutputStreamOperator<Block> parsed =
                    rows.transform("rows " + i, BLOCK, parser).uid("rows-" + i).setParallelism(1);
            rejects.add(parsed.getSideOutput(ParseOperator.REJECTS));
            all = all == null ? parsed : all.union(parsed);
        }
        if (all == null) throw new IllegalArgumentException("the bundle names no source");
        return all;
    }

    private DataStream<Row> files(JsonNode source, int i) {
        List<Path> paths = new ArrayList<>();
        for (JsonNode path : source.get("paths")) paths.add(place(path.asText()));
        FileSource<Row> files =
                FileSource.forRecordStreamFormat(new RowBlocks(), paths.toArray(new Path[0]))
                        // Whatever they are called: Flink's own would pass over names that begin with a dot or underscore.
                        .setFileEnumerator(() -> new NonSplittingRecursiveEnumerator(path -> true))
                        .setSplitAssigner(InOrder::new)
                        .build();
        String more = paths.size() > 1 ? " and " + (paths.size() - 1) + " more" : "";
        return env.fromSource(files, WatermarkStrategy.noWatermarks(), "file " + paths.get(0).getName() + more)
                .uid("source-" + i)
                .setParallelism(1);
    }

    private DataStream<Row> queue(JsonNode source, int i) throws Exception {
        String url = source.get("url").asText();
        RMQConnectionConfig connection = Brokers.connection(url, sourceLogin, source.get("prefetch").asInt());
        String queue = source.get("queue").asText();
        return env.addSource(new QueueSource(connection, queue, url), "queue " + queue, TypeInformation.of(Row.class))
                .uid("source-" + i)
                .setParallelism(1);
    }

    private ParseOperator messages(JsonNode source, int i, int consumers) throws Exception {
        RMQConnectionConfig connection = Brokers.connection(source.get("url").asText(), sourceLogin, 0);
        Backlog backlog = new Backlog(connection, source.get("queue").asText());
        return ParseOperator.ofQueue(script, i, layout.get("idleTimeout").asLong(), backlog, consumers);
    }

    /** A path of the machines, or an address of a file system Flink knows (s3://…). */
    private static Path place(String text) {
        return text.contains("://") ? new Path(text) : new Path(new File(text).toURI());
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
            String url = to.get("url").asText();
            String queue = to.get("queue").asText();
            alerts.flatMap(
                            (Block block, Collector<String> out) -> {
                                for (String line : block.text.split("\n")) out.collect(line);
                            },
                            Types.STRING)
                    .name("alerts")
                    .uid("alert-lines")
                    .addSink(new AlertQueue(Brokers.connection(url, resultsLogin, 0), queue, url))
                    .name("queue " + queue)
                    .uid("alert-queue");
        }
    }

    private static void write(DataStream<Block> blocks, String folder, String name) {
        Encoder<Block> encoder = (block, stream) -> stream.write(block.text.getBytes(StandardCharsets.UTF_8));
        FileSink<Block> sink =
                FileSink.forRowFormat(new Path(place(folder), name), encoder)
                        .withBucketAssigner(new BasePathBucketAssigner<>())
                        // A part a checkpoint: a savepoint then has all there is, and may be gone on from more than once.
                        .withRollingPolicy(OnCheckpointRollingPolicy.build())
                        .build();
        blocks.sinkTo(sink).name(name).uid("file-" + name).setParallelism(1);
    }
}
