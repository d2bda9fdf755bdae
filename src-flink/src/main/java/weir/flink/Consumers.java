package weir.flink;

import java.io.IOException;
import java.util.HashMap;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.runtime.taskexecutor.GlobalAggregateManager;

/**
 * What the consumers of one queue tell each other, through the job manager: from where they go on, and that silence of one is none of the
 * queue while another hears something. Only what all have told since the job last started counts.
 */
final class Consumers {
    /** Somebody has not told yet, or the job manager is not reached. */
    static final long UNKNOWN = Long.MIN_VALUE;
    /** No other consumer hears anything. */
    static final long ALL_SILENT = Long.MAX_VALUE;
    /** A watermark before all events, which is none of the above. */
    private static final long LEAST = UNKNOWN + 1;

    private static final long START_MS = 50;

    private final GlobalAggregateManager jobManager;
    private final int own;
    private final int count;
    private final int attempt;

    /** `own`: which of `count` consumers this is. `attempt`: how often the job was started again. */
    Consumers(GlobalAggregateManager jobManager, int own, int count, int attempt) {
        this.jobManager = jobManager;
        this.own = own;
        this.count = count;
        this.attempt = attempt;
    }

    /**
     * Tells from where this consumer goes on (`fresh`: from no state), and waits until all have told; answers the least watermark of those
     * that go on from a state, or its own when none does. That is where the operators behind them stand in theirs.
     */
    long start(boolean fresh, long watermark) throws InterruptedException {
        long told = Math.max(LEAST, watermark);
        long others = tell("starts", fresh, told);
        while (others == UNKNOWN) {
            Thread.sleep(START_MS);
            others = tell("starts", fresh, told);
        }
        if (fresh && others == ALL_SILENT) return watermark;
        long least = fresh ? others : Math.min(others, told);
        return least == LEAST ? Long.MIN_VALUE : least;
    }

    /** Tells how this consumer stands; answers the least watermark of those others that hear something. */
    long tell(boolean silent, long watermark) {
        return tell("consumers", silent, watermark);
    }

    private long tell(String what, boolean silent, long watermark) {
        if (count == 1) return ALL_SILENT;
        try {
            return jobManager.updateGlobalAggregate(
                    what, new long[] {own, attempt, silent ? 1 : 0, watermark}, new Told(count));
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /**
     * Runs in the job manager. What goes there and back is of Java's own types: {consumer, attempt, silent, watermark}, by consumer, and
     * under ASKS of the one that told last.
     */
    private static final class Told implements AggregateFunction<long[], HashMap<Integer, long[]>, Long> {
        private static final int ASKS = -1;

        private final int count;

        Told(int count) {
            this.count = count;
        }

        @Override
        public HashMap<Integer, long[]> createAccumulator() {
            return new HashMap<>();
        }

        @Override
        public HashMap<Integer, long[]> add(long[] told, HashMap<Integer, long[]> all) {
            all.put((int) told[0], told);
            all.put(ASKS, told);
            return all;
        }

        @Override
        public Long getResult(HashMap<Integer, long[]> all) {
            long[] asks = all.get(ASKS);
            long least = ALL_SILENT;
            for (int i = 0; i < count; i++) {
                long[] each = all.get(i);
                if (each == null || each[1] != asks[1]) return UNKNOWN;
                if (each != asks && each[2] == 0) least = Math.min(least, each[3]);
            }
            return least;
        }

        @Override
        public HashMap<Integer, long[]> merge(HashMap<Integer, long[]> a, HashMap<Integer, long[]> b) {
            a.putAll(b);
            return a;
        }
    }
}
