package weir.flink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * One stage of the script behind a keyBy. Its live state is in the script; a snapshot of every target goes into keyed state when Flink
 * takes one, so that a rescale moves whole targets.
 */
abstract class KeyedScriptOperator extends AbstractStreamOperator<Block>
        implements OneInputStreamOperator<Block, Block> {
    private static final String STATE = "script";

    private final byte[] packed;
    private final int stage;
    private final int[] keys;

    protected transient Script script;
    protected transient Count errors;
    private transient ValueState<Block> state;
    private transient List<Block> restored;

    /** `keys`: Flink key by target. */
    KeyedScriptOperator(byte[] packed, int stage, int[] keys) {
        this.packed = packed;
        this.stage = stage;
        this.keys = keys;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        ValueStateDescriptor<Block> descriptor = new ValueStateDescriptor<>(STATE, Types.POJO(Block.class));
        state = context.getKeyedStateStore().getState(descriptor);
        restored = new ArrayList<>();
        if (!context.isRestored()) return;
        List<Object> known = new ArrayList<>();
        try (var stream = getKeyedStateBackend().getKeys(STATE, VoidNamespace.INSTANCE)) {
            stream.forEach(known::add);
        }
        for (Object key : known) {
            setCurrentKey(key);
            restored.add(
                    getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor).value());
            // It lives in the script from here on, maybe under another target.
            state.clear();
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        errors = new Count(this, "runtime_errors_total");
        script = Engine.open(packed, "operator", stage);
        for (Block saved : restored) script.restore(saved.target, saved.text);
        restored = null;
    }

    @Override
    public void processElement(StreamRecord<Block> element) throws Exception {
        Block block = element.getValue();
        script.tell("process", block.target, block.text);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        advance(mark, script.ask("advance", Times.toScript(mark.getTimestamp())));
        String lines = script.logs();
        if (!lines.isEmpty()) for (String line : lines.split("\n")) LOG.info("{}", line);
    }

    /** What the stage made of a watermark. */
    abstract void advance(Watermark mark, List<Object> answer) throws Exception;

    protected void problems(String lines) {
        if (lines.isEmpty()) return;
        for (String line : lines.split("\n")) LOG.warn("rule failed: {}", line);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        for (Object each : script.ask("targets")) {
            int target = ((Number) each).intValue();
            setCurrentKey(keys[target]);
            state.update(new Block(target, script.askText("snapshot", target)));
        }
    }

    @Override
    public void close() throws Exception {
        if (script != null) script.close();
        super.close();
    }
}
