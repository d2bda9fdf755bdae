package weir.flink;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.connectors.rabbitmq.RMQDeserializationSchema;

/** A delivery as the script wants it. */
public class Messages implements RMQDeserializationSchema<Row> {
    /** Bytes a packed body may grow to: a small hostile one must not fill the memory. */
    private static final int MOST = 64 << 20;

    @Override
    public void deserialize(Envelope envelope, AMQP.BasicProperties properties, byte[] body, RMQCollector<Row> collector)
            throws IOException {
        Map<String, Object> headers = properties.getHeaders();
        collector.collect(
                Row.ofMessage(
                        unpack(body, properties.getContentEncoding()),
                        properties.getContentType(),
                        headers == null ? null : headers.get("weir-columns"),
                        properties.getMessageId(),
                        envelope.isRedeliver()));
    }

    /** A body that is not what it says goes on as it is: the script refuses it with its reason. */
    private static byte[] unpack(byte[] body, String encoding) {
        String name = encoding == null ? "" : encoding.toLowerCase(java.util.Locale.ROOT);
        // Said or not: no text begins like a gzip.
        boolean gzip = body.length > 2 && body[0] == 0x1f && body[1] == (byte) 0x8b && body[2] == 8;
        if (!gzip && !name.contains("gzip") && !name.contains("deflate")) return body;
        try (InputStream in =
                gzip || name.contains("gzip")
                        ? new GZIPInputStream(new ByteArrayInputStream(body))
                        : new InflaterInputStream(new ByteArrayInputStream(body))) {
            byte[] unpacked = in.readNBytes(MOST + 1);
            return unpacked.length > MOST ? body : unpacked;
        } catch (IOException e) {
            return body;
        }
    }

    @Override
    public boolean isEndOfStream(Row next) {
        return false;
    }

    @Override
    public TypeInformation<Row> getProducedType() {
        return TypeInformation.of(Row.class);
    }
}
