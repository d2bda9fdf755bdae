package weir.flink;

import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/** Windows and rules. Alerts are the main output, series and problems go aside. */
public class RuleOperator extends KeyedScriptOperator {
    static final OutputTag<Block> SERIES = new OutputTag<>("series", Types.POJO(Block.class));
    static final OutputTag<Block> PROBLEMS = new OutputTag<>("problems", Types.POJO(Block.class));

    private transient Count events;
    private transient Count alerts;
    private transient Count points;

    public RuleOperator(byte[] packed, int stage, int[] keys) {
        super(packed, stage, keys);
    }

    @Override
    public void open() throws Exception {
        super.open();
        events = new Count(this, "events_total");
        alerts = new Count(this, "alerts_total");
        points = new Count(this, "series_points_total");
    }

    @Override
    void advance(Watermark mark, List<Object> answer) {
        String raised = (String) answer.get(0);
        String series = (String) answer.get(1);
        String failed = (String) answer.get(2);
        errors.add(((Number) answer.get(3)).longValue());
        events.add(((Number) answer.get(4)).longValue());
        if (!raised.isEmpty()) {
            alerts.add(lines(raised));
            output.collect(new StreamRecord<>(new Block(0, raised)));
        }
        if (!series.isEmpty()) {
            points.add(lines(series));
            output.collect(SERIES, new StreamRecord<>(new Block(0, series)));
        }
        problems(failed);
        if (!failed.isEmpty()) output.collect(PROBLEMS, new StreamRecord<>(new Block(0, failed)));
        output.emitWatermark(mark);
    }

    private static long lines(String text) {
        return text.chars().filter(c -> c == '\n').count();
    }
}
