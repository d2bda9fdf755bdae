package weir.flink;

import com.rabbitmq.client.AMQP;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.streaming.connectors.rabbitmq.RMQSinkPublishOptions;

/** Properties of an alert's message: its id is the alert's, so that who reads twice can tell. */
public class AlertProperties implements RMQSinkPublishOptions<String> {
    private static final Pattern ID = Pattern.compile("^\\{\"id\":\"([0-9a-f]{1,64})\"");

    private final String queue;

    public AlertProperties(String queue) {
        this.queue = queue;
    }

    @Override
    public String computeRoutingKey(String line) {
        return queue;
    }

    @Override
    public AMQP.BasicProperties computeProperties(String line) {
        Matcher id = ID.matcher(line);
        return new AMQP.BasicProperties.Builder()
                .messageId(id.find() ? id.group(1) : "")
                .type("alert")
                .contentType("application/json")
                .contentEncoding("utf-8")
                .deliveryMode(2)
                .build();
    }

    @Override
    public String computeExchange(String line) {
        return "";
    }
}
