package weir.flink;

import com.rabbitmq.client.ConsumerCancelledException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.connectors.rabbitmq.RMQSource;
import org.apache.flink.streaming.connectors.rabbitmq.common.RMQConnectionConfig;

/** Takes from a queue that is there: it neither makes one nor changes one. */
public class QueueSource extends RMQSource<Row> {
    private final String url;

    /** `url`: the broker's, without a password. */
    public QueueSource(RMQConnectionConfig connection, String queue, String url) {
        super(connection, queue, false, new Messages());
        this.url = url;
    }

    @Override
    public void open(Configuration parameters) throws Exception {
        try {
            super.open(parameters);
        } catch (RuntimeException | IOException e) {
            throw Brokers.failure("queue", queueName, url, e);
        }
    }

    @Override
    public void run(SourceContext<Row> context) throws Exception {
        try {
            super.run(context);
        } catch (ShutdownSignalException | ConsumerCancelledException e) {
            throw Brokers.failure("queue", queueName, url, e);
        }
    }

    /**
     * A channel the broker has closed ends this only when all that came through it is read. Meanwhile other consumers get it again: what is
     * late or twice there must not be in a checkpoint.
     */
    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        if (!channel.isOpen()) throw Brokers.failure("queue", queueName, url, channel.getCloseReason());
        super.snapshotState(context);
    }

    @Override
    protected void setupQueue() throws IOException {
        channel.queueDeclarePassive(queueName);
    }
}
