package weir.flink;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** One JavaScript context that runs one operator of the script. It sees nothing of the host but the arguments of its calls. */
final class Script implements AutoCloseable {
    /** How long one call may take, as on the desktop a plugin may compute without progress. A call covers many rows. */
    private static final long CALL_LIMIT_SECONDS = 30;

    private final V8Runtime runtime;
    private final V8ValueObject operator;
    private final ScheduledExecutorService watchdog =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "weir-script-watchdog");
                        thread.setDaemon(true);
                        return thread;
                    });

    private Script(V8Runtime runtime, V8ValueObject operator) {
        this.runtime = runtime;
        this.operator = operator;
    }

    /** `factory` is parser or operator, `number` which one. */
    static Script open(byte[] packed, String factory, int number) throws IOException {
        try {
            V8Runtime runtime = V8Host.getV8Instance().createV8Runtime();
            runtime.getExecutor(unpack(packed)).executeVoid();
            try (V8ValueObject global = runtime.getGlobalObject();
                    V8ValueObject weir = global.get("weir")) {
                return new Script(runtime, weir.invoke(factory, number));
            }
        } catch (NoClassDefFoundError | JavetException e) {
            throw new IOException("the script does not start: " + e, e);
        }
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

    void tell(String name, Object... arguments) throws IOException {
        call(
                () -> {
                    operator.invokeVoid(name, arguments);
                    return null;
                });
    }

    /** What plugins wrote to their console; empty when nothing. */
    String logs() throws IOException {
        return call(() -> runtime.getExecutor("weir.logs()").executeString());
    }

    @Override
    public void close() throws IOException {
        watchdog.shutdownNow();
        try {
            operator.close();
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
        ScheduledFuture<?> stop =
                watchdog.schedule(runtime::terminateExecution, CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
        try {
            return call.run();
        } catch (JavetException e) {
            boolean stopped = stop.isDone() && !stop.isCancelled();
            String cause = stopped ? "a call took more than " + CALL_LIMIT_SECONDS + " s; a rule may loop" : e.getMessage();
            throw new IOException("the script failed: " + cause, e);
        } finally {
            stop.cancel(false);
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
