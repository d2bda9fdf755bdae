package weir.flink;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** One JavaScript context that runs one operator of the script. It sees nothing of the host but the arguments of its calls. */
final class Script implements AutoCloseable {
    private final V8Runtime runtime;
    private final Watchdog watchdog;
    private V8ValueObject weir;
    private V8ValueObject operator;

    private Script(V8Runtime runtime) {
        this.runtime = runtime;
        this.watchdog = new Watchdog(runtime::terminateExecution);
    }

    /** `factory` is parser or operator, `number` which one. A script that does not start would not at a second try either. */
    static Script open(byte[] packed, String factory, int number) throws IOException {
        Script script = new Script(startEngine());
        try {
            script.load(unpack(packed), factory, number);
            return script;
        } catch (IOException e) {
            script.close();
            throw lasting("the script does not start: " + e.getMessage());
        }
    }

    private static V8Runtime startEngine() throws IOException {
        // Where the processor has memory protection keys, V8 lets only the thread that loaded it, and those begun by that one, reach
        // its code: the thread of another task would crash the task manager. Flags are read when V8 is loaded, later ones change nothing.
        V8RuntimeOptions.V8_FLAGS.setCustomFlags("--no-memory-protection-keys");
        try {
            return V8Host.getV8Instance().createV8Runtime();
        } catch (JavetException e) {
            throw new IOException(Engine.missing(e.getMessage()), e);
        }
    }

    private void load(String source, String factory, int number) throws IOException {
        call(
                () -> {
                    runtime.getExecutor(source).executeVoid();
                    try (V8ValueObject global = runtime.getGlobalObject()) {
                        weir = global.get("weir");
                    }
                    operator = weir.invoke(factory, number);
                    return null;
                });
    }

    List<Object> push(byte[] bytes, boolean first) throws IOException {
        return call(
                () -> {
                    try (V8ValueArrayBuffer buffer = buffer(bytes)) {
                        return operator.invokeObject("push", buffer, first);
                    }
                });
    }

    void message(Row row) throws IOException {
        call(
                () -> {
                    try (V8ValueArrayBuffer buffer = buffer(row.bytes)) {
                        operator.invokeVoid(
                                "message", buffer, row.contentType, row.columns, row.id, row.redelivered);
                        return null;
                    }
                });
    }

    /** A call whose answer is a list. */
    List<Object> ask(String name, Object... arguments) throws IOException {
        return call(() -> operator.invokeObject(name, arguments));
    }

    String askText(String name, Object... arguments) throws IOException {
        return call(() -> operator.invokeString(name, arguments));
    }

    double askNumber(String name) throws IOException {
        Number answer = call(() -> operator.invokeObject(name));
        return answer.doubleValue();
    }

    void tell(String name, Object... arguments) throws IOException {
        call(
                () -> {
                    operator.invokeVoid(name, arguments);
                    return null;
                });
    }

    /** Goes on from a state. One that does not fit would not at a second try either. */
    void restore(Object... arguments) {
        try {
            tell("restore", arguments);
        } catch (IOException e) {
            throw lasting(e.getMessage());
        }
    }

    /** Ends the job at once. Without V8's exception as cause: it is not serializable, and Flink would see no more than a text. */
    private static SuppressRestartsException lasting(String message) {
        return new SuppressRestartsException(new IOException(message));
    }

    /** What plugins wrote to their console; empty when nothing. */
    String logs() throws IOException {
        return call(() -> weir.invokeString("logs"));
    }

    @Override
    public void close() throws IOException {
        watchdog.close();
        try {
            if (operator != null) operator.close();
            if (weir != null) weir.close();
            runtime.close();
        } catch (JavetException e) {
            throw new IOException(e);
        }
    }

    private V8ValueArrayBuffer buffer(byte[] bytes) throws JavetException {
        V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(bytes.length);
        buffer.fromBytes(bytes);
        return buffer;
    }

    private <T> T call(Call<T> call) throws IOException {
        watchdog.begin();
        try {
            return call.run();
        } catch (JavetException e) {
            String cause = watchdog.stopped() ? "a call took more than " + Watchdog.LIMIT_SECONDS + " s; a rule may loop" : e.getMessage();
            throw new IOException("the script failed: " + cause, e);
        } finally {
            watchdog.end();
        }
    }

    private static String unpack(byte[] packed) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private interface Call<T> {
        T run() throws JavetException;
    }
}
