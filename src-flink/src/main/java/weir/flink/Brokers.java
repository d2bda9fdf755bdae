package weir.flink;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConsumerCancelledException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.streaming.connectors.rabbitmq.common.RMQConnectionConfig;

/** How a task comes to a broker, and what is told when it does not. */
final class Brokers {
    /** How long a consumer waits for a message before it looks whether its job is stopped. */
    private static final long STOPS_WITHIN_MS = 200;

    private Brokers() {}

    /** `login`: user:password, or "". `prefetch`: messages on their way to a consumer; 0: does not matter. */
    static RMQConnectionConfig connection(String url, String login, int prefetch) throws URISyntaxException {
        URI uri = new URI(url);
        int colon = login.indexOf(':');
        if (colon > 0) {
            String user = encode(login.substring(0, colon)) + ":" + encode(login.substring(colon + 1));
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            uri = new URI(uri.getScheme() + "://" + user + "@" + uri.getRawAuthority() + path);
        }
        RMQConnectionConfig.Builder builder =
                new RMQConnectionConfig.Builder()
                        .setUri(uri.toString())
                        .setAutomaticRecovery(false)
                        .setDeliveryTimeout(STOPS_WITHIN_MS);
        if (prefetch > 0) builder.setPrefetchCount(prefetch);
        return builder.build();
    }

    /** One line: what is not reached, from where, and why. `url` has no password. */
    static IOException failure(String what, String queue, String url, Exception error) {
        String why = reason(error);
        return new IOException("the " + what + " " + queue + " of " + url + " is not reached from task manager " + ownName() + ": " + why, error);
    }

    private static String reason(Throwable error) {
        Throwable root = error;
        for (Throwable cause = error; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException) return reason((ShutdownSignalException) cause);
            if (cause instanceof ConsumerCancelledException) return "the broker has taken the queue away";
            root = cause;
        }
        if (root instanceof UnknownHostException) return "there is no host " + root.getMessage();
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** What the broker said, where it said something. */
    private static String reason(ShutdownSignalException signal) {
        Object said = signal.getReason();
        if (said instanceof AMQP.Connection.Close) return ((AMQP.Connection.Close) said).getReplyText();
        if (said instanceof AMQP.Channel.Close) return ((AMQP.Channel.Close) said).getReplyText();
        return signal.getCause() == null || signal.getCause().getMessage() == null
                ? "the connection is lost"
                : "the connection is lost (" + signal.getCause().getMessage() + ")";
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "(no name)";
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
