package weir.flink;

import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** A filter plugin: its watermark stays behind while it waits for neighbours. */
public class FilterOperator extends KeyedScriptOperator {
    private static final int FIRST_BLOCK = 4;

    private transient Count filtered;
    private transient long emitted;

    public FilterOperator(byte[] packed, int stage, int[] keys) {
        super(packed, stage, keys);
    }

    @Override
    public void open() throws Exception {
        super.open();
        filtered = new Count(this, "filtered");
        emitted = Long.MIN_VALUE;
    }

    @Override
    void advance(Watermark mark, List<Object> answer) {
        String rejects = (String) answer.get(1);
        if (!rejects.isEmpty()) output.collect(ParseOperator.REJECTS, new StreamRecord<>(new Block(0, rejects)));
        filtered.add(((Number) answer.get(2)).longValue());
        problems((String) answer.get(3));
        for (int i = FIRST_BLOCK; i < answer.size(); i += 2)
            output.collect(
                    new StreamRecord<>(new Block(((Number) answer.get(i)).intValue(), (String) answer.get(i + 1))));
        long behind = Times.ofScript(((Number) answer.get(0)).doubleValue());
        if (behind <= emitted) return;
        emitted = behind;
        output.emitWatermark(new Watermark(behind));
    }
}
