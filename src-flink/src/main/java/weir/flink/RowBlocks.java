package weir.flink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;

/** A file as blocks of whole lines, cut at the same places each time it is read. */
public class RowBlocks extends SimpleStreamFormat<Row> {
    private static final int BLOCK = 1 << 17;

    @Override
    public StreamFormat.Reader<Row> createReader(Configuration config, FSDataInputStream stream) throws IOException {
        return new Reader(stream);
    }

    @Override
    public TypeInformation<Row> getProducedType() {
        return TypeInformation.of(Row.class);
    }

    private static class Reader implements StreamFormat.Reader<Row> {
        private final InputStream stream;
        /** The end of the block before, which was no whole line. */
        private byte[] rest = new byte[0];
        private boolean first = true;

        Reader(FSDataInputStream stream) throws IOException {
            this.stream = unpacked(stream);
        }

        /** Flink unpacks what is called .gz; a file may be packed and called otherwise. */
        private static InputStream unpacked(InputStream stream) throws IOException {
            PushbackInputStream all = new PushbackInputStream(stream, 2);
            byte[] head = all.readNBytes(2);
            all.unread(head);
            boolean gzip = head.length == 2 && head[0] == 0x1f && head[1] == (byte) 0x8b;
            return gzip ? new GZIPInputStream(all, BLOCK) : all;
        }

        @Override
        public Row read() throws IOException {
            ByteArrayOutputStream block = new ByteArrayOutputStream(rest.length + BLOCK);
            block.write(rest, 0, rest.length);
            while (true) {
                // Filled up, however little one read gives: after a restart blocks are counted, so they must be the same again.
                byte[] more = stream.readNBytes(BLOCK);
                int end = more.length;
                boolean last = end < BLOCK;
                if (!last) while (end > 0 && more[end - 1] != '\n') end--;
                block.write(more, 0, end);
                rest = Arrays.copyOfRange(more, end, more.length);
                if (last) {
                    // An empty file begins and ends too.
                    if (block.size() == 0 && !first) return null;
                    break;
                }
                if (end > 0) break;
                block.write(rest, 0, rest.length);
                rest = new byte[0];
            }
            boolean begins = first;
            first = false;
            return Row.ofFile(block.toByteArray(), begins);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
