package weir.flink;

import java.io.IOException;

/** V8, which must be in Flink's lib folder on every machine: a native library is loaded once a process, not once a job. */
final class Engine {
    private static final String MISSING =
            "the script has no engine: V8 does not load from Flink's lib folder on this task manager (%s);"
                    + " put javet-4.0.0.jar and javet-v8-linux-x86_64-4.0.0.jar there and start it again";

    private Engine() {}

    /** This class names none of V8's, {@link Script} does: what is missing shows when that is looked up, here. */
    static Script open(byte[] packed, String factory, int number) throws IOException {
        try {
            return Script.open(packed, factory, number);
        } catch (LinkageError e) {
            throw new IOException(missing(e), e);
        }
    }

    static String missing(Object why) {
        return String.format(MISSING, why);
    }
}
