package weir.flink;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.streaming.connectors.rabbitmq.RMQSink;
import org.apache.flink.streaming.connectors.rabbitmq.common.RMQConnectionConfig;

/** Alerts as JSON, one a message, into a queue (made when it is missing, as the desktop makes it). */
public class AlertQueue extends RMQSink<String> {
    private final String queue;

    public AlertQueue(RMQConnectionConfig connection, String queue) {
        super(connection, new SimpleStringSchema(), new AlertProperties(queue));
        this.queue = queue;
    }

    @Override
    protected void setupQueue() throws IOException {
        channel.queueDeclare(queue, true, false, false, null);
    }
}
