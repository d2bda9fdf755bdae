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
    /** Of a message: what its producer calls it; empty when nothing. */
    public String id;
    /** The broker says that it may have delivered the message before. */
    public boolean redelivered;

    public Row() {}

    static Row ofFile(byte[] bytes, boolean first) {
        Row row = new Row();
        row.bytes = bytes;
        row.first = first;
        row.contentType = "";
        row.columns = "";
        row.id = "";
        return row;
    }

    static Row ofMessage(byte[] body, String contentType, Object columns, String id, boolean redelivered) {
        Row row = new Row();
        row.bytes = body;
        row.contentType = contentType == null ? "" : contentType;
        row.columns = columns == null ? "" : columns.toString();
        row.id = id == null ? "" : id;
        row.redelivered = redelivered;
        return row;
    }
}
