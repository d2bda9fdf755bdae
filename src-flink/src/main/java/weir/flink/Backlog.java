package weir.flink;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.streaming.connectors.rabbitmq.common.RMQConnectionConfig;

/** What waits in a queue and is on its way to nobody. Asked over a connection of its own, made when it is first asked. */
final class Backlog implements Serializable, AutoCloseable {
    private static final int ANSWER_WITHIN_MS = 5000;

    private final RMQConnectionConfig config;
    private final String queue;
    private transient Connection connection;
    private transient Channel channel;

    Backlog(RMQConnectionConfig config, String queue) {
        this.config = config;
        this.queue = queue;
    }

    /** false too where the broker does not say. */
    boolean isEmpty() {
        try {
            if (channel == null || !channel.isOpen()) connect();
            return channel.messageCount(queue) == 0;
        } catch (Exception e) {
            close();
            return false;
        }
    }

    private void connect() throws Exception {
        close();
        ConnectionFactory factory = config.getConnectionFactory();
        factory.setConnectionTimeout(ANSWER_WITHIN_MS);
        factory.setHandshakeTimeout(ANSWER_WITHIN_MS);
        factory.setChannelRpcTimeout(ANSWER_WITHIN_MS);
        connection = factory.newConnection();
        channel = connection.createChannel();
    }

    @Override
    public void close() {
        channel = null;
        if (connection == null) return;
        try {
            connection.close(ANSWER_WITHIN_MS);
        } catch (IOException | RuntimeException e) {
            // It was gone already.
        }
        connection = null;
    }
}
