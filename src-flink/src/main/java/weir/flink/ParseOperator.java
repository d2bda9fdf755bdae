package weir.flink;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** Rows of one source into blocks of events: the script's parser. Its watermarks are the parser's. */
public class ParseOperator extends AbstractStreamOperator<Block>
        implements OneInputStreamOperator<Row, Block>, BoundedOneInput {
    static final OutputTag<Block> REJECTS = new OutputTag<>("rejects", Types.POJO(Block.class));
    /** Where the counts stand in an answer, and their names: COUNTS in source-parser.ts. */
    private static final String[] COUNTS = {
        "records_read_total",
        "bytes_read_total",
        "records_accepted_total",
        "malformed",
        "unconvertible",
        "early",
        "late",
        "duplicate",
        "filtered",
        "out_of_order_events_total"
    };
    private static final int FIRST_COUNT = 2;
    private static final int FIRST_BLOCK = FIRST_COUNT + COUNTS.length;
    private static final int MOST_MESSAGES = 2000;
    private static final long GATHER_MS = 20;
    /** Between two looks whether a silence of this consumer is one of the queue, and between two words to the other consumers. */
    private static final long LOOK_MS = 1000;
    /** After so long without a tick this task stood still: before it started, under back-pressure, asleep. */
    private static final long STOOD_STILL_MS = 1000;

    private final byte[] packed;
    private final int source;
    private final boolean live;
    private final long idleTimeout;
    /** Of the queue; null: files. */
    private final Backlog backlog;
    /** How many there are of the queue. */
    private final int consumerCount;

    private transient Script script;
    private transient ListState<String> state;
    private transient Count[] counts;
    private transient String restored;
    private transient Consumers consumers;
    private transient int waiting;
    private transient long ticked;
    private transient long heard;
    private transient boolean silent;
    private transient long nextLook;
    private transient long watermark;
    private transient boolean ended;

    private ParseOperator(byte[] packed, int source, long idleTimeout, Backlog backlog, int consumerCount) {
        this.packed = packed;
        this.source = source;
        this.live = backlog != null;
        this.idleTimeout = idleTimeout;
        this.backlog = backlog;
        this.consumerCount = consumerCount;
        this.chainingStrategy = ChainingStrategy.ALWAYS;
    }

    static ParseOperator ofFiles(byte[] packed, int source) {
        return new ParseOperator(packed, source, 0, null, 0);
    }

    /** Of one of `consumerCount` consumers of a queue, which are all sources there are. */
    static ParseOperator ofQueue(byte[] packed, int source, long idleTimeout, Backlog backlog, int consumerCount) {
        return new ParseOperator(packed, source, idleTimeout, backlog, consumerCount);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state = context.getOperatorStateStore().getListState(new ListStateDescriptor<>("parser", Types.STRING));
        for (String snapshot : state.get()) restored = snapshot;
    }

    @Override
    public void open() throws Exception {
        super.open();
        counts = new Count[COUNTS.length];
        for (int i = 0; i < COUNTS.length; i++) counts[i] = new Count(this, COUNTS[i]);
        watermark = Long.MIN_VALUE;
        script = Engine.open(packed, "parser", source);
        boolean fresh = restored == null;
        if (!fresh) script.restore(restored);
        restored = null;
        if (!live) return;
        int attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
        consumers = new Consumers(getRuntimeContext().getGlobalAggregateManager(), source, consumerCount, attempt);
        long own = Times.ofScript(script.askNumber("watermark"));
        script.tell("startAt", Times.toScript(consumers.start(fresh, own)));
        schedule();
    }

    private void schedule() {
        getProcessingTimeService()
                .registerTimer(
                        getProcessingTimeService().getCurrentProcessingTime() + GATHER_MS,
                        time -> {
                            if (ended) return;
                            tick(System.currentTimeMillis());
                            schedule();
                        });
    }

    private void tick(long now) throws Exception {
        // What came meanwhile is not read yet: that was no silence.
        if (now - ticked > STOOD_STILL_MS) heard = now;
        if (waiting > 0) flush(now);
        if (idleTimeout > 0 && now >= nextLook) look(now);
        ticked = System.currentTimeMillis();
    }

    /**
     * Tells the other consumers how this one stands. In a silence event time goes on without it: with the others while they hear
     * something, with the clock when none does and nothing waits in the queue.
     */
    private void look(long now) throws Exception {
        nextLook = now + Math.min(LOOK_MS, idleTimeout);
        boolean quiet = now - heard >= idleTimeout;
        silent = quiet && backlog.isEmpty();
        if (quiet && !silent) heard = now;
        long others = consumers.tell(silent, watermark);
        if (!silent) return;
        if (others == Consumers.ALL_SILENT) {
            emit(script.ask("idle", (double) now));
            nextLook = now + idleTimeout;
        } else if (others > watermark) emit(script.ask("follow", (double) others));
    }

    @Override
    public void processElement(StreamRecord<Row> element) throws Exception {
        Row row = element.getValue();
        if (!live) {
            emit(script.push(row.bytes, row.first));
            return;
        }
        script.message(row);
        if (++waiting >= MOST_MESSAGES) flush(System.currentTimeMillis());
    }

    private void flush(long now) throws Exception {
        waiting = 0;
        if (silent) {
            silent = false;
            nextLook = now + Math.min(LOOK_MS, idleTimeout);
            // Before anything comes of it: the others must not follow the clock any more.
            consumers.tell(false, watermark);
        }
        emit(script.ask("flush", (double) now));
        // That may have taken long, with the next messages waiting.
        heard = System.currentTimeMillis();
    }

    private void emit(List<Object> answer) {
        String rejects = (String) answer.get(1);
        if (!rejects.isEmpty()) output.collect(REJECTS, new StreamRecord<>(new Block(0, rejects)));
        for (int i = 0; i < COUNTS.length; i++)
            counts[i].add(((Number) answer.get(FIRST_COUNT + i)).longValue());
        for (int i = FIRST_BLOCK; i < answer.size(); i += 2)
            output.collect(
                    new StreamRecord<>(new Block(((Number) answer.get(i)).intValue(), (String) answer.get(i + 1))));
        long next = Times.ofScript(((Number) answer.get(0)).doubleValue());
        if (next <= watermark) return;
        watermark = next;
        output.emitWatermark(new Watermark(next));
    }

    /** The source knows nothing of event time. */
    @Override
    public void processWatermark(Watermark mark) {}

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        if (waiting > 0) flush(System.currentTimeMillis());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(List.of(script.askText("snapshot", (double) context.getCheckpointId())));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        script.tell("completed", (double) checkpointId);
    }

    @Override
    public void endInput() throws Exception {
        ended = true;
        emit(script.ask("end", (double) System.currentTimeMillis()));
    }

    @Override
    public void close() throws Exception {
        ended = true;
        if (backlog != null) backlog.close();
        if (script != null) script.close();
        super.close();
    }
}
