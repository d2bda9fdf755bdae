package weir.flink;

import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.RollingPolicy;

/** When a file of results is closed, which makes it visible: with a checkpoint, not more often than every ten seconds, or when it is large. */
final class Parts implements RollingPolicy<Block, String> {
    private static final long serialVersionUID = 1;
    private static final long YOUNGEST_MS = 10_000;
    private static final long MOST_BYTES = 128L << 20;

    @Override
    public boolean shouldRollOnCheckpoint(PartFileInfo<String> part) {
        return System.currentTimeMillis() - part.getCreationTime() >= YOUNGEST_MS;
    }

    @Override
    public boolean shouldRollOnEvent(PartFileInfo<String> part, Block block) throws java.io.IOException {
        return part.getSize() >= MOST_BYTES;
    }

    @Override
    public boolean shouldRollOnProcessingTime(PartFileInfo<String> part, long now) {
        return false;
    }
}
