package weir.flink;

import java.io.IOException;
import org.apache.flink.streaming.connectors.rabbitmq.RMQSource;
import org.apache.flink.streaming.connectors.rabbitmq.common.RMQConnectionConfig;

/** Takes from a queue that is there: it neither makes one nor changes one. */
public class QueueSource extends RMQSource<Row> {
    public QueueSource(RMQConnectionConfig connection, String queue) {
        super(connection, queue, false, new Messages());
    }

    @Override
    protected void setupQueue() throws IOException {
        channel.queueDeclarePassive(queueName);
    }
}
