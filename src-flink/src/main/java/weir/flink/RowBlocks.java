package weir.flink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;

/** A file as blocks of whole lines, cut at the same places each time it is read. */
public class RowBlocks extends SimpleStreamFormat<Row> {
    private static final int BLOCK = 1 << 17;

    @Override
    public StreamFormat.Reader<Row> createReader(Configuration config, FSDataInputStream stream) {
        return new Reader(stream);
    }

    @Override
    public TypeInformation<Row> getProducedType() {
        return TypeInformation.of(Row.class);
    }

    private static class Reader implements StreamFormat.Reader<Row> {
        private final FSDataInputStream stream;
        private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
        private final byte[] buffer = new byte[BLOCK];
        private boolean first = true;

        Reader(FSDataInputStream stream) {
            this.stream = stream;
        }

        @Override
        public Row read() throws IOException {
            while (true) {
                int n = stream.read(buffer, 0, BLOCK);
                if (n < 0) {
                    if (rest.size() == 0) return null;
                    return take();
                }
                int end = n;
                while (end > 0 && buffer[end - 1] != '\n') end--;
                if (end == 0) {
                    rest.write(buffer, 0, n);
                    continue;
                }
                rest.write(buffer, 0, end);
                if (rest.size() < BLOCK / 2) {
                    // Packed files come in small pieces.
                    rest.write(buffer, end, n - end);
                    continue;
                }
                Row row = take();
                rest.write(buffer, end, n - end);
                return row;
            }
        }

        private Row take() {
            byte[] bytes = rest.toByteArray();
            rest.reset();
            boolean begins = first;
            first = false;
            return new Row(bytes, begins, "", "");
        }

        @Override
        public void close() throws IOException {
            stream.close();
            Arrays.fill(buffer, (byte) 0);
        }
    }
}
