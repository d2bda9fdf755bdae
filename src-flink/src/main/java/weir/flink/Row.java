package weir.flink;

/** Bytes as a source gave them: whole lines of a file, or the body of one message, unpacked. */
public class Row {
    public byte[] bytes;
    /** The file begins here. */
    public boolean first;
    /** Of a message; empty when it does not say. */
    public String contentType;
    /** Of a message: the header line of its rows; empty when it brings none. */
    public String columns;

    public Row() {}

    public Row(byte[] bytes, boolean first, String contentType, String columns) {
        this.bytes = bytes;
        this.first = first;
        this.contentType = contentType;
        this.columns = columns;
    }
}
