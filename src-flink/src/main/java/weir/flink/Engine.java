package weir.flink;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import java.io.IOException;

/** V8, which must be in Flink's lib folder on every machine: a native library is loaded once a process, not once a job. */
final class Engine {
    private static final String MISSING =
            "the script has no engine: V8 does not load from Flink's lib folder on this task manager (%s);"
                    + " put javet-4.0.0.jar and javet-v8-linux-x86_64-4.0.0.jar there and start it again";

    private Engine() {}

    /** The classes of {@link Script} are looked up by the first call of it, so what is missing shows here. */
    static Script open(byte[] packed, String factory, int number) throws IOException {
        try {
            return Script.open(packed, factory, number);
        } catch (LinkageError e) {
            throw new IOException(String.format(MISSING, e), e);
        }
    }

    static V8Runtime start() throws IOException {
        try {
            return V8Host.getV8Instance().createV8Runtime();
        } catch (JavetException e) {
            throw new IOException(String.format(MISSING, e.getMessage()), e);
        }
    }
}
