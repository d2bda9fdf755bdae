package weir.flink;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.connectors.rabbitmq.RMQSink;
import org.apache.flink.streaming.connectors.rabbitmq.common.RMQConnectionConfig;

/**
 * Alerts as JSON, one a message, into a queue (made when it is missing, as the desktop makes it). At least once: a checkpoint is complete
 * only when the broker has confirmed all that was sent before it; what came after it is sent again by who goes on from it.
 */
public class AlertQueue extends RMQSink<String> implements CheckpointedFunction {
    private static final long CONFIRM_MS = 60_000;

    private final String queue;
    private final String url;

    /** `url`: the broker's, without a password. */
    public AlertQueue(RMQConnectionConfig connection, String queue, String url) {
        super(connection, new SimpleStringSchema(), new AlertProperties(queue));
        this.queue = queue;
        this.url = url;
    }

    @Override
    public void open(Configuration parameters) throws Exception {
        try {
            super.open(parameters);
        } catch (RuntimeException | IOException e) {
            throw Brokers.failure("results queue", queue, url, e);
        }
    }

    @Override
    protected void setupQueue() throws IOException {
        if (!isThere()) channel.queueDeclare(queue, true, false, false, null);
        channel.confirmSelect();
    }

    /** Asked on a channel of its own, which the broker closes when it is not. A queue that is there may be of any kind. */
    private boolean isThere() throws IOException {
        Channel probe = connection.createChannel();
        try {
            probe.queueDeclarePassive(queue);
            probe.close();
            return true;
        } catch (IOException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public void invoke(String alert) {
        try {
            super.invoke(alert);
        } catch (RuntimeException e) {
            throw new UncheckedIOException(Brokers.failure("results queue", queue, url, e));
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        confirm();
    }

    @Override
    public void finish() throws Exception {
        confirm();
    }

    private void confirm() throws IOException, InterruptedException {
        try {
            channel.waitForConfirmsOrDie(CONFIRM_MS);
        } catch (ShutdownSignalException e) {
            throw Brokers.failure("results queue", queue, url, e);
        } catch (IOException | TimeoutException e) {
            throw new IOException("the results queue " + queue + " of " + url + " does not confirm its alerts: it may be full", e);
        }
    }
}
